#!/usr/bin/env bash
# Everything that is generated and committed: templ's Go files and docs/gen.
source "$(dirname "$0")/ground.sh"
cd "$root"
tool templ generate -log-level error -path internal
[ ! -d web/gallery ] || tool templ generate -log-level error -path web/gallery
[ ! -f internal/arch/gen/main.go ] || go run ./internal/arch/gen
