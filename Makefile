# Lianban. CI runs .ci/run, which is `make check test`, and nothing that a developer cannot run.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build run gen fmt check test race thorough web clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

build: web ## the web assets, then bin/lianban and bin/lianban-verify
	@for c in lianban lianban-verify; do \
		if [ -d cmd/$$c ]; then CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/$$c ./cmd/$$c || exit 1; \
		else echo "— cmd/$$c does not stand yet: not built" >&2; fi; done

run: build ## a living sample centre on http://127.0.0.1:8080, its data in data/demo
	bin/lianban demo --data ./data/demo

gen: ## everything generated and committed: *_templ.go and docs/gen
	@scripts/gen.sh

fmt: ## format Go and templ files in place
	@git ls-files -co --exclude-standard '*.go' | grep -v _templ.go | xargs gofmt -w
	@go tool -modfile=tools/go.mod templ fmt internal web/gallery

check: ## format, vet, staticcheck, gosec, govulncheck, architecture, generated files, web lint
	@scripts/check.sh

test: ## every test on both engines and in the browser; finds or installs PostgreSQL 15 and Chromium
	@scripts/test.sh

thorough: build ## the browser's tests with every visit and every payload; pictures go to LIANBAN_SHOTS
	@LIANBAN_THOROUGH=1 LIANBAN_CHROMIUM=$$(scripts/browser.sh) scripts/postgres.sh run go test -count=1 -v -timeout 30m \
		-run 'Browser|Scripts|Type|Anywhere' ./e2e

race: ## the Go tests under the race detector (needs gcc)
	@scripts/postgres.sh run env CGO_ENABLED=1 go test -race -timeout 20m ./...

web: ## the web assets into web/dist
	@scripts/web.sh build || { [ $$? = 3 ] && [ "$$CI" != true ] && echo "— no npm: pages will have no styles" >&2; }

clean: ## what was built, and what the checks keep
	rm -rf bin .cache web/node_modules
	find web/dist -type f ! -name placeholder.txt -delete
