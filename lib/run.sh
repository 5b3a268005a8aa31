#!/bin/sh
# Starts a web server on an installed folder, in the foreground: `make run` and the e2e tests. It is here because it knows
# both servers; what they do is in apache/ and lighttpd/.
#
#	run.sh SITE	with SERVER=lighttpd|apache MODE=cgi|fcgi LISTEN= PORT= DATA= DEMO=1|0 CONFIG= BASE= RUN= from the environment
#	run.sh --look	says whether that could be served, and does nothing: to be asked before minutes of building
#
# LISTEN is the address to listen on (HOST of `make run`), BASE a path to serve it below (/~ann/vitrine), RUN the folder for its own files
# (settings, log). Ends by Ctrl-C or SIGTERM, and then stops all it started.
set -eu

# Debian keeps the servers where an ordinary user doesn't look for commands.
PATH=$PATH:/usr/sbin:/sbin

fail() { echo "run: $*" >&2; exit 1; }

here=$(cd "$(dirname "$0")/.." && pwd)
SERVER=${SERVER:-lighttpd} MODE=${MODE:-cgi} HOST=${LISTEN:-127.0.0.1} PORT=${PORT:-8080} DEMO=${DEMO:-1} CONFIG=${CONFIG:-} BASE=${BASE:-}
RUN=${RUN:-$here/build/run-$PORT} DATA=${DATA:-}
case $SERVER in lighttpd|apache) ;; *) fail "SERVER is lighttpd or apache, not $SERVER";; esac
case $MODE in cgi|fcgi) ;; *) fail "MODE is cgi or fcgi, not $MODE";; esac
case $DEMO in 1|yes) DEMO=1;; 0|no) DEMO=0;; *) fail "DEMO is 1 or 0, not $DEMO";; esac
case $PORT in
0*|*[!0-9]*|??????*) fail "PORT is a number from 1 to 65535, not $PORT";;
esac
[ "$PORT" -le 65535 ] || fail "PORT is a number from 1 to 65535, not $PORT"
[ "$(id -u)" = 0 ] || [ "$PORT" -ge "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 1024)" ] ||
	fail "only root may listen on port $PORT; choose one from 1024: make run PORT=8080"
case $HOST in
*[!0-9a-fA-F:.]*) fail "HOST is an address of this machine like 127.0.0.1, 0.0.0.0 (all of them) or ::1, not $HOST";;
*:*)	bind="[$HOST]";;
*.*.*.*)
	bind=$HOST
	case $HOST in
	0.0.0.0|127.*) ;;
	*)	# The kernel's table of routes has this machine's own addresses.
		awk -v host="$HOST" '$2 == "host" && $3 == "LOCAL" && last == host { found = 1 } { last = $2 } END { exit !found }' /proc/net/fib_trie ||
			fail "this machine has no address $HOST; HOST=0.0.0.0 is all that it has";;
	esac;;
*)	fail "HOST is an address of this machine like 127.0.0.1, 0.0.0.0 (all of them) or ::1, not $HOST";;
esac
[ -z "$CONFIG" ] || [ -r "$CONFIG" ] || fail "CONFIG=$CONFIG can't be read"

# Who listens on the port, as the kernel tells it (state 0A), so that no other tool is needed.
listening() { grep -qiE "^ *[0-9]+: [0-9a-f]+:$(printf %04X "$PORT") [0-9a-f]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null; }
if listening; then
	fail "port $PORT is taken; choose another: make run PORT=$((PORT % 65535 + 1))"
fi
[ "$1" != --look ] || exit 0
site=$(cd "$1" && pwd)

umask 077
# What is started empty must not find the demo data of another run, nor the other way round.
[ "$DEMO" = 1 ] && own=data || own=data-empty
chosen=$DATA
DATA=${DATA:-$here/build/$own}
# A data folder that CONFIG names is left as it is: whether it can be used is for the programs to find out.
named=$([ -z "$CONFIG" ] || sed -n 's/^[[:space:]]*data_dir[[:space:]]*=[[:space:]]*//p' "$CONFIG" | tail -n 1)
case $named in
'')	mkdir -p "$DATA" && DATA=$(cd "$DATA" && pwd);;
/*)	DATA=$named;;
*)	DATA=$(cd "$(dirname "$CONFIG")" && pwd)/$named;;
esac
mkdir -p "$RUN/empty"
RUN=$(cd "$RUN" && pwd)
# Paths of sockets are at most 107 bytes long, and a clone may lie deep.
sockets=$(mktemp -d "${TMPDIR:-/tmp}/vitrine.XXXXXX")
conf=$here

# Apache refuses to work as root, so then all of it runs as www-data. (lighttpd is fine as it is: a clone in /root works.)
# Where that user doesn't get in, it works on copies; only data can't be one.
as=
if [ "$(id -u)" = 0 ] && [ "$SERVER" = apache ]; then
	as="setpriv --reuid=www-data --regid=www-data --clear-groups"
	chown www-data: "$sockets"
	if ! $as test -r "$site/index.html"; then
		cp -R "$site" "$sockets/site"
		chmod -R go=rX "$sockets/site"
		site=$sockets/site
	fi
	if ! $as test -r "$here/apache/httpd.conf"; then
		mkdir "$sockets/conf"
		cp -R "$here/apache" "$here/db" "$sockets/conf"
		chmod -R go=rX "$sockets/conf"
		conf=$sockets/conf
	fi
	chown -R www-data: "$RUN"
	if ! $as test -w "$RUN"; then
		RUN=$sockets/run
		mkdir -p "$RUN/empty"
		chown -R www-data: "$RUN"
	fi
	if [ -z "$named" ]; then
		chown -R www-data: "$DATA"
		if ! $as test -w "$DATA"; then
			[ -z "$chosen" ] || fail "as root, Apache runs as www-data, who can't get to $DATA: choose another DATA, or be an ordinary user"
			rmdir "$DATA" 2>/dev/null || chown -R root: "$DATA"
			DATA=/var/lib/vitrine-run/$own
			mkdir -p "$DATA"
			chmod 755 /var/lib/vitrine-run
			chown -R www-data: "$DATA"
		fi
	fi
fi

# Both servers take what follows a space in a worker's path for an argument.
case $MODE,$site in
fcgi,*[[:space:]]*) ln -s "$site" "$sockets/site" && site=$sockets/site ;;
esac

log=$RUN/error.log
: >"$log"
{
	echo "# Made by lib/run.sh for this run."
	[ -z "$CONFIG" ] || cat "$CONFIG"
	echo "data_dir = $DATA"
} >"$RUN/vitrine.conf"
[ -z "$as" ] || chown www-data: "$log" "$RUN/vitrine.conf"

# A path as browsers send it.
encode() {
	for byte in $(printf %s "$1" | od -An -v -tx1); do
		case $byte in
		2[146789abcdef]|3[0-9abd]|4?|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e) printf %b "\\0$(printf %o "0x$byte")";;
		*) printf '%%%s' "$byte" | tr a-f A-F;;
		esac
	done
}
encoded=$(encode "$BASE")

export VITRINE_CONF="$RUN/vitrine.conf" VITRINE_HOST="$bind" VITRINE_PORT="$PORT" VITRINE_BASE="$BASE" VITRINE_ENCODED="$encoded" VITRINE_MODE="$MODE" \
	VITRINE_RUN="$RUN" VITRINE_SOCKETS="$sockets" VITRINE_SITE="$site"

# Whether anything of the server's group still runs. (kill -0 would also count the dead whom nobody has buried yet.)
running() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v group="$server" '{ sub(/.*\) /, "") } $1 != "Z" && $3 == group { n++ } END { exit !n }'
}

server='' ended='' tail='' filling=''
stop() {
	trap '' INT TERM HUP EXIT
	if [ -n "$server" ]; then
		# The server ends its children, but doesn't wait for them. It leads a group of its own, so they can be seen, and ended.
		# When it ended by itself, they are told directly; so are those that still run after 2 s (a program that was being
		# started has not heard it); after 30 s they are killed, or 5 where no server is there to wait for.
		kill -TERM "${ended:+-}$server" 2>/dev/null || :
		[ -z "$ended" ] && tries=0 || tries=250
		while running; do
			tries=$((tries + 1))
			case $tries in
			20) kill -TERM "-$server" 2>/dev/null || :;;
			300) kill -KILL "-$server" 2>/dev/null || :;;
			350) break;;
			esac
			sleep 0.1
		done
		wait "$server" 2>/dev/null || :
	fi
	if [ -n "$tail" ]; then
		kill "$tail" 2>/dev/null || :
		wait "$tail" 2>/dev/null || :
	fi
	# Half of the demo data would be taken for all of it the next time.
	[ -z "$filling" ] || rm -f "$DATA"/.ht.vitrine.db*
	rm -rf "$sockets"
}
# To be stopped by Ctrl-C is how it ends: no failure.
trap 'stop; exit 0' INT
trap 'stop; exit 143' TERM HUP
trap stop EXIT

if [ "$DEMO" = 1 ] && [ ! -e "$DATA/.ht.vitrine.db" ] && [ -r "$here/db/demo.sh" ]; then
	filling=1
	# Its people register, whoever else may.
	grep -v '^[[:blank:]]*registration[[:blank:]]*=' "$RUN/vitrine.conf" >"$RUN/demo.conf"
	[ -z "$as" ] || chown www-data: "$RUN/demo.conf"
	accounts=$(cd / && VITRINE_CONF="$RUN/demo.conf" $as sh "$conf/db/demo.sh" "$site/cgi-bin")
	rm "$RUN/demo.conf"
	filling=
	# Whose data it is stays known, so that every run can say so.
	echo "$accounts" >"$DATA/.ht.demo"
	[ -z "$as" ] || chown www-data: "$DATA/.ht.demo"
fi

# A session of its own keeps the terminal's Ctrl-C from it: the trap stops it in good order. Should this script be killed,
# the server is told.
# shellcheck disable=SC2086 # options, or none
start() { exec setsid setpriv ${as#setpriv} --pdeathsig TERM "$@" 2>>"$log"; }
case $SERVER in
lighttpd)
	start lighttpd -D -f "$here/lighttpd/lighttpd.conf" &;;
apache)
	VITRINE_APACHE=$conf/apache VITRINE_ROOT=$site
	set --
	[ "$MODE" = cgi ] || set -- "$@" -D FCGI
	[ -z "$BASE" ] || { VITRINE_ROOT=$RUN/empty; set -- "$@" -D SUBPATH; }
	export VITRINE_APACHE VITRINE_ROOT
	start apache2 -f "$conf/apache/httpd.conf" -DFOREGROUND "$@" &;;
esac
server=$!

until listening; do
	kill -0 "$server" 2>/dev/null || { ended=1; cat "$log" >&2; fail "$SERVER did not start"; }
	sleep 0.1
done
case $HOST in
0.0.0.0|::) shown=127.0.0.1;;
*)	shown=$bind;;
esac
echo "Vitrine ($SERVER, $MODE) is at http://$shown:$PORT$encoded/  (data in $DATA, log in $log; Ctrl-C stops it)"
if [ -r "$DATA/.ht.demo" ]; then
	cat "$DATA/.ht.demo"
elif [ "$DEMO" = 0 ] && [ -z "$chosen$named" ]; then
	echo "DEMO=0 has this data folder of its own; rm -r $DATA starts it anew."
fi
[ -e "$DATA/.ht.vitrine.db" ] || [ -n "$named" ] || echo "It is empty: the first account you register is the admin."
case $HOST in
127.*|::1) ;;
*)	echo "It listens on $HOST: everybody who reaches this machine can open it, without encryption. (ssh -L is safer: README.)";;
esac
tail -n +1 --pid=$$ -f "$log" >&2 &
tail=$!
wait "$server" || status=$?
ended=1
fail "$SERVER ended by itself (${status:-0})"
