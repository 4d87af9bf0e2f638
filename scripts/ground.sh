# Sourced by the other scripts: where we are, what is left out, how packages are installed. Nothing is written outside the
# clone, temp folders and the package manager.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache="$root/.cache"
ci=${CI:-}
left_out=()

say() { printf '— %s\n' "$*" >&2; }
die() { printf '✗ %s\n' "$*" >&2; exit 1; }

# leave_out REASON: where CI=true nothing may be left out, so it fails; elsewhere the last line says it.
leave_out() {
	[ "$ci" = true ] && die "$1 (CI=true: nothing may be left out)"
	say "left out: $1"
	left_out+=("$1")
}

# last_line NAME SECONDS: what was done, and what was left out.
last_line() {
	local rest="nothing left out" IFS=';'
	[ ${#left_out[@]} -gt 0 ] && rest="left out: ${left_out[*]}"
	echo "$1 passed in $2 s; $rest"
}

# install PACKAGE...: by Debian's package manager, where this is Debian and we may. Tells whether it did.
install() {
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	say "installing $* (Debian packages)"
	export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
	if ! apt-get install -y -q --no-install-recommends "$@" >"$cache/apt.log" 2>&1; then
		# A fresh machine has no package list yet, or an old one.
		apt-get update -q >"$cache/apt.log" 2>&1 &&
			apt-get install -y -q --no-install-recommends "$@" >>"$cache/apt.log" 2>&1 || {
			tail -n 5 "$cache/apt.log" >&2
			return 1
		}
	fi
}

# tool NAME ARG...: a tool of tools/go.mod at its exact version.
tool() { (cd "$root" && go tool -modfile=tools/go.mod "$@"); }

mkdir -p "$cache"
