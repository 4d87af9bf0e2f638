#!/usr/bin/env bash
# Everything that can be judged without running the program: make check. Every step runs, also after one that failed.
source "$(dirname "$0")/ground.sh"
cd "$root"

files() { git ls-files -co --exclude-standard -- "$@" | while IFS= read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done; }

formatted() {
	local bad
	bad=$(files '*.go' | grep -v '_templ\.go$' | xargs -r gofmt -l)
	[ -z "$bad" ] || { printf 'not formatted, run make fmt: %s\n' $bad; return 1; }
	templ_formatted
}

# templ can only format in place: a copy is formatted.
templ_formatted() {
	local copy f fail=0
	copy=$(mktemp -d)
	files '*.templ' | while IFS= read -r f; do mkdir -p "$copy/$(dirname "$f")" && cp "$f" "$copy/$f"; done
	# An import sorter would look for our go.mod.
	cp go.mod "$copy/"
	tool templ fmt -log-level error "$copy" >/dev/null 2>&1 || true
	while IFS= read -r f; do
		cmp -s "$f" "$copy/$f" || { echo "not formatted, run make fmt: $f"; fail=1; }
	done < <(files '*.templ')
	rm -rf "$copy"
	return $fail
}

vetted() { go vet ./...; }

static() { tool staticcheck ./...; }

# gosec, one run: nothing of high severity, and nothing at all from the taint rules (G7xx), which stand in for CodeQL. An
# exception is "#nosec G000 -- reason" on the line. The gallery draws pictures for developers and is in no binary.
secure() {
	local code=0 found
	# On a fresh machine go tells what it downloads: before the run, for what the run itself says is a fault.
	tool gosec -version >"$cache/gosec.err" 2>&1 || { cat "$cache/gosec.err"; return 1; }
	found=$(tool gosec -quiet -fmt golint -color=false -exclude-generated -nosec-require-rules -nosec-require-justification \
		-exclude-dir=web/node_modules -exclude-dir=web/gallery -exclude-dir=tools ./... 2>"$cache/gosec.err") || code=$?
	# 0: nothing found; 1: something, of whatever weight. Anything else is a run that failed.
	[ $code -le 1 ] && ! grep -q . "$cache/gosec.err" || { cat "$cache/gosec.err"; return 1; }
	! grep -E 'Rule:G7|Severity:HIGH' <<<"$found"
}

# govulncheck needs no network: the database lies beside the clone.
vulnerabilities() {
	local pack=$root/../shared/data/vulndb-offline.tar.xz db="$cache/vulndb"
	if [ ! -f "$pack" ]; then
		leave_out "vulnerabilities (../shared/data/vulndb-offline.tar.xz is not beside the clone)"
		return
	fi
	if [ ! -f "$db/stamp" ] || [ "$pack" -nt "$db/stamp" ]; then
		rm -rf "$db" && mkdir -p "$db" && tar -xJf "$pack" -C "$db" && touch "$db/stamp"
	fi
	tool govulncheck -db "file://$db/db" ./...
}

generated_files() { files '*_templ.go' 'docs/gen/*'; }

# What gen writes is committed: after it, nothing may differ. diff ends with 1 when it finds something, which is no failure.
generated() {
	local before found
	before=$(generated_files | sort | xargs -r sha256sum)
	"$root/scripts/gen.sh" || return 1
	found=$(diff <(echo "$before") <(generated_files | sort | xargs -r sha256sum) || true)
	[ -z "$found" ] || { sed -n 's/^[<>] [0-9a-f]*  /generated file differs, commit what make gen writes: /p' <<<"$found" | sort -u; return 1; }
}

arch() { go test -count=1 ./internal/arch; }

web() {
	local code=0
	scripts/web.sh build >/dev/null || code=$?
	[ $code = 3 ] && { leave_out "web lint (no npm)"; return; }
	[ $code = 0 ] || return 1
	scripts/web.sh lint
}

failed=()
step() {
	local from=$SECONDS out="$cache/check.out"
	if "$1" >"$out" 2>&1; then
		printf '✓ %-34s %3d s\n' "$2" $((SECONDS - from))
	else
		printf '✗ %-34s %3d s\n' "$2" $((SECONDS - from))
		cat "$out"
		failed+=("$2")
	fi
}

step formatted "format"
step generated "generated without difference"
step web "web: build and lint"
step vetted "go vet"
step static "staticcheck"
step arch "architecture"
step secure "gosec"
step vulnerabilities "govulncheck, offline"
IFS=,
[ ${#failed[@]} = 0 ] || die "make check failed: ${failed[*]}"
last_line "make check" $SECONDS
