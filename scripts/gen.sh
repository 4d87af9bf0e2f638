#!/usr/bin/env bash
# Everything that is generated and committed: templ's Go files and docs/gen.
source "$(dirname "$0")/ground.sh"
cd "$root"

pages=(internal)
[ ! -d web/gallery ] || pages+=(web/gallery)
for p in "${pages[@]}"; do tool templ generate -log-level error -path "$p"; done
# templ prints every text of a page through fmt, a tenth of a page's time. Ours are texts already; the compiler and vet refuse
# what is not (decision 15).
find "${pages[@]}" -name '*_templ.go' -exec sed -i -E 's/ = templ\.JoinStringErrs\((.*)\)$/ = string(\1), error(nil)/' {} +

[ ! -f internal/arch/gen/main.go ] || go run ./internal/arch/gen
