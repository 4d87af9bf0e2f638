#!/usr/bin/env bash
# A throw-away PostgreSQL cluster for tests. Our processes are killed in them, never the cluster: it need not outlive the
# machine, so it does not wait for the disk.
#
#   scripts/postgres.sh run COMMAND...   starts one, runs the command with LIANBAN_TEST_POSTGRES set, ends it
#   scripts/postgres.sh start DIR        starts one in that empty folder and prints its URL
#   scripts/postgres.sh stop DIR         ends it and removes the folder
#
# A LIANBAN_TEST_POSTGRES that is set already is used as it is. Exit code 3: there is no PostgreSQL and none may be installed.
source "$(dirname "$0")/ground.sh"

find_bin() {
	local d
	for d in "${LIANBAN_POSTGRES_BIN:-}" /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
		[ -n "$d" ] && [ -x "$d/initdb" ] && [ -x "$d/postgres" ] && echo "$d" && return
	done
	d=$(command -v initdb) && dirname "$(readlink -f "$d")"
}

# as_user COMMAND...: initdb and postgres refuse to run as root.
as_user() {
	if [ "$(id -u)" != 0 ]; then "$@"; return; fi
	local user=nobody
	id postgres >/dev/null 2>&1 && user=postgres
	(cd / && runuser -u "$user" -- "$@")
}

# launch DIR BIN PORT: tells whether the server answers on that port.
launch() {
	as_user "$2/pg_ctl" -D "$1/data" -l "$1/log" -w -t 60 start -o "-c listen_addresses=127.0.0.1 -c port=$3 \
		-c unix_socket_directories=$1 -c max_connections=400 -c fsync=off -c full_page_writes=off \
		-c synchronous_commit=on -c timezone=UTC" >/dev/null 2>&1
}

start() {
	local dir=$1 bin password port try
	bin=$(find_bin) || { install postgresql-15 && bin=$(find_bin); } || exit 3
	mkdir -p "$dir"
	password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	(umask 077 && printf '%s\n' "$password" >"$dir/password")
	if [ "$(id -u)" = 0 ]; then chown -R "$(as_user id -u)" "$dir"; fi
	as_user "$bin/initdb" -D "$dir/data" -U lianban -A scram-sha-256 --pwfile="$dir/password" \
		-E UTF8 --locale=C.UTF-8 >"$cache/initdb.log" 2>&1 || die "initdb failed: $(tail -n 3 "$cache/initdb.log")"
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
		if launch "$dir" "$bin" "$port"; then
			echo "postgres://lianban:$password@127.0.0.1:$port/postgres?sslmode=disable"
			return
		fi
	done
	die "PostgreSQL does not start after $try tries: $(tail -n 3 "$dir/log")"
}

# stop DIR: by the process id that the server wrote; a fast shutdown, and a hard one when it hangs.
stop() {
	local dir=$1 pid i
	if pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) && [ -n "$pid" ]; then
		kill -INT "$pid" 2>/dev/null || true
		for i in $(seq 100); do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
			[ "$i" = 90 ] && kill -QUIT "$pid" 2>/dev/null
		done
	fi
	rm -rf "$dir"
}

run() {
	if [ -n "${LIANBAN_TEST_POSTGRES:-}" ]; then
		"$@"
		return
	fi
	local dir url
	dir=$(mktemp -d "${TMPDIR:-/tmp}/lianban-postgres.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now
	trap "stop '$dir'" EXIT
	trap 'exit 130' INT TERM
	url=$(start "$dir")
	LIANBAN_TEST_POSTGRES=$url "$@"
}

case "${1:-}" in
run) shift && run "$@" ;;
start) start "${2:?DIR}" ;;
stop) stop "${2:?DIR}" ;;
*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
