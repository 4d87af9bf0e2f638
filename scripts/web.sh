#!/usr/bin/env bash
# The web part: scripts/web.sh build | lint | check (browser tests of the components). Installs what package-lock.json
# names, when it changed. Exit code 3: there is no npm and none may be installed.
source "$(dirname "$0")/ground.sh"

[ -f "$root/web/package.json" ] || { say "web: no package.json yet, nothing to do"; exit 0; }
command -v npm >/dev/null || install nodejs npm || exit 3
cd "$root/web"

# One process at a time may install: developers and checks share the folder.
prepare() {
	exec 9>"$cache/npm.lock"
	command -v flock >/dev/null && flock 9
	if ! cmp -s package-lock.json "$cache/package-lock.installed" || [ ! -d node_modules ]; then
		say "web: npm ci"
		npm ci --no-audit --no-fund --silent
		# Some packages carry Go sources: a module of their own keeps them out of ./...
		printf 'module ignored\n' >node_modules/go.mod
		cp package-lock.json "$cache/package-lock.installed"
	fi
	exec 9>&-
}

# has NAME: whether package.json has such a script.
has() { node -e 'process.exit(JSON.parse(require("fs").readFileSync("package.json")).scripts?.[process.argv[1]] ? 0 : 1)' "$1"; }

prepare
case "${1:-}" in
build) npm run --silent build ;;
lint)
	! has types || npm run --silent types
	npm run --silent lint
	;;
check) ! has check || npm run --silent check ;;
*) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
