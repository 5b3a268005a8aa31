#!/bin/sh
# Starts a web server on an installed folder, in the foreground: `make run` and the e2e tests. It is here because it knows
# both servers; what they do is in apache/ and lighttpd/.
#
#	run.sh SITE	with SERVER=lighttpd|apache MODE=cgi|fcgi PORT= DATA= DEMO=1|0 CONFIG= BASE= RUN= from the environment
#
# BASE is a path to serve it below (/~ann/vitrine), RUN the folder for its own files (settings, log).
# Ends by Ctrl-C or SIGTERM, and then stops all it started.
set -eu

# Debian keeps the servers where an ordinary user doesn't look for commands.
PATH=$PATH:/usr/sbin:/sbin

fail() { echo "run: $*" >&2; exit 1; }

here=$(cd "$(dirname "$0")/.." && pwd)
site=$(cd "$1" && pwd)
SERVER=${SERVER:-lighttpd} MODE=${MODE:-cgi} PORT=${PORT:-8080} DEMO=${DEMO:-1} CONFIG=${CONFIG:-} BASE=${BASE:-}
RUN=${RUN:-$here/build/run-$PORT} DATA=${DATA:-$here/build/data}
case $SERVER in lighttpd|apache) ;; *) fail "SERVER is lighttpd or apache, not $SERVER";; esac
case $MODE in cgi|fcgi) ;; *) fail "MODE is cgi or fcgi, not $MODE";; esac
case $PORT in ''|*[!0-9]*) fail "PORT is a number, not $PORT";; esac
[ -z "$CONFIG" ] || [ -r "$CONFIG" ] || fail "CONFIG=$CONFIG can't be read"

# Who listens on the port, as the kernel tells it (state 0A), so that no other tool is needed.
listening() { grep -qiE "^ *[0-9]+: [0-9a-f]+:$(printf %04X "$PORT") [0-9a-f]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null; }
if listening; then
	fail "port $PORT is taken; choose another: make run PORT=$((PORT + 1))"
fi

umask 077
mkdir -p "$RUN/empty"
RUN=$(cd "$RUN" && pwd)
# A data folder that CONFIG names is left as it is: whether it can be used is for the programs to find out.
named=$([ -z "$CONFIG" ] || sed -n 's/^[[:space:]]*data_dir[[:space:]]*=[[:space:]]*//p' "$CONFIG" | tail -n 1)
case $named in
'')	mkdir -p "$DATA" && DATA=$(cd "$DATA" && pwd);;
/*)	DATA=$named;;
*)	DATA=$(cd "$(dirname "$CONFIG")" && pwd)/$named;;
esac
# Paths of sockets are at most 107 bytes long, and a clone may lie deep.
sockets=$(mktemp -d "${TMPDIR:-/tmp}/vitrine.XXXXXX")
log=$RUN/error.log
: >"$log"
{
	echo "# Made by lib/run.sh for this run."
	[ -z "$CONFIG" ] || cat "$CONFIG"
	echo "data_dir = $DATA"
} >"$RUN/vitrine.conf"

# Apache refuses to work as root, so then all of it runs as www-data. (lighttpd is fine as it is: a clone in /root works.)
as=
if [ "$(id -u)" = 0 ] && [ "$SERVER" = apache ]; then
	as="setpriv --reuid=www-data --regid=www-data --clear-groups"
	chown -R www-data: "$RUN" "$sockets"
	[ -n "$named" ] || chown -R www-data: "$DATA"
	$as test -r "$site/index.html" -a -r "$here/apache/httpd.conf" -a -w "$RUN" ||
		fail "as root, Apache runs as www-data, who can't reach $here or $RUN: clone to another folder, or be an ordinary user"
fi

export VITRINE_CONF="$RUN/vitrine.conf" VITRINE_PORT="$PORT" VITRINE_BASE="$BASE" VITRINE_MODE="$MODE" \
	VITRINE_RUN="$RUN" VITRINE_SOCKETS="$sockets" VITRINE_SITE="$site"

# Whether anything of the server's group still runs. (kill -0 would also count the dead whom nobody has buried yet.)
running() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v group="$server" '{ sub(/.*\) /, "") } $1 != "Z" && $3 == group { n++ } END { exit !n }'
}

server='' ended='' tail=''
stop() {
	trap '' INT TERM HUP EXIT
	if [ -n "$server" ]; then
		# The server ends its children, but doesn't wait for them. It leads a group of its own, so they can be seen, and ended.
		# When it ended by itself, they are told directly; so are those that still run after 2 s (a program that was being
		# started has not heard it); after 10 s they are killed.
		kill -TERM "${ended:+-}$server" 2>/dev/null || :
		tries=0
		while running; do
			tries=$((tries + 1))
			case $tries in
			20) kill -TERM "-$server" 2>/dev/null || :;;
			100) kill -KILL "-$server" 2>/dev/null || :;;
			120) break;;
			esac
			sleep 0.1
		done
		wait "$server" 2>/dev/null || :
	fi
	if [ -n "$tail" ]; then
		kill "$tail" 2>/dev/null || :
		wait "$tail" 2>/dev/null || :
	fi
	rm -rf "$sockets"
}
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM HUP
trap stop EXIT

if [ "$DEMO" = 1 ] && [ ! -e "$DATA/.ht.vitrine.db" ] && [ -r "$here/db/demo.sh" ]; then
	$as sh "$here/db/demo.sh" "$site/cgi-bin"
fi

# A session of its own keeps the terminal's Ctrl-C from it: the trap stops it in good order. Should this script be killed,
# the server is told.
# shellcheck disable=SC2086 # options, or none
start() { exec setsid setpriv ${as#setpriv} --pdeathsig TERM "$@" 2>>"$log"; }
case $SERVER in
lighttpd)
	start lighttpd -D -f "$here/lighttpd/lighttpd.conf" &;;
apache)
	VITRINE_APACHE=$here/apache VITRINE_ROOT=$site
	set --
	[ "$MODE" = cgi ] || set -- "$@" -D FCGI
	[ -z "$BASE" ] || { VITRINE_ROOT=$RUN/empty; set -- "$@" -D SUBPATH; }
	export VITRINE_APACHE VITRINE_ROOT
	start apache2 -f "$here/apache/httpd.conf" -DFOREGROUND "$@" &;;
esac
server=$!

until listening; do
	kill -0 "$server" 2>/dev/null || { ended=1; cat "$log" >&2; fail "$SERVER did not start"; }
	sleep 0.1
done
echo "Vitrine ($SERVER, $MODE) is at http://127.0.0.1:$PORT$BASE/  (data in $DATA, log in $log; Ctrl-C stops it)"
tail -n +1 --pid=$$ -f "$log" >&2 &
tail=$!
wait "$server" || status=$?
ended=1
fail "$SERVER ended by itself (${status:-0})"
