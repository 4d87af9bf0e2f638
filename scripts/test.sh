#!/usr/bin/env bash
# Every test: Go on both engines, then the browser's. make test.
source "$(dirname "$0")/ground.sh"
cd "$root"
export GOFLAGS="${GOFLAGS:-}"
# Thousands of small stores are made and thrown away: in memory, where there is room for them. The tests kill processes, not
# machines, and what a process has written outlives it there as on a disk.
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || room=0
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "${room:-0}" -gt 6000000 ]; then TMPDIR=/dev/shm; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/lianban-test.XXXXXX")
export TMPDIR=$work
# PostgreSQL runs as a user of its own, who must be able to reach its folder.
chmod 755 "$work"
trap 'scripts/postgres.sh stop "$work/postgres"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

code=0
if [ -z "${LIANBAN_TEST_POSTGRES:-}" ]; then
	LIANBAN_TEST_POSTGRES=$(scripts/postgres.sh start "$work/postgres") || code=$?
	[ $code = 0 ] || [ $code = 3 ] || exit $code
	[ $code = 0 ] || leave_out "the PostgreSQL half of the tests (no PostgreSQL 15, and none may be installed)"
	export LIANBAN_TEST_POSTGRES
fi
code=0
LIANBAN_CHROMIUM=$(scripts/browser.sh) || code=$?
[ $code = 0 ] || leave_out "browser tests (no Chromium with Chinese fonts, and none may be installed)"
export LIANBAN_CHROMIUM

code=0
scripts/web.sh build >/dev/null || code=$?
[ $code = 0 ] || [ $code = 3 ] || die "the web part does not build"
[ $code = 0 ] || leave_out "web assets (no npm)"

say "go test, both engines and the browser"
status=0
# make check vets already.
go test -json -vet=off -timeout 15m ./... >"$work/go.json" 2>"$work/go.err" || status=$?
go -C tools run ./tested -skips "$work/skips" <"$work/go.json" || status=1
[ $status = 0 ] || { cat "$work/go.err" >&2; die "make test failed"; }
while IFS= read -r skip; do leave_out "$skip"; done <"$work/skips"

if [ -n "$LIANBAN_CHROMIUM" ]; then
	say "components in the browser"
	LIANBAN_BUILT=1 scripts/web.sh check >"$work/web.out" 2>&1 || { cat "$work/web.out"; die "make test failed: components in the browser"; }
	tail -n 1 "$work/web.out"
fi
last_line "make test" $SECONDS
