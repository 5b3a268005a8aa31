#!/bin/sh
# Runs the e2e tests; arguments are test files (all when there are none). Node's reporter ends with their counts.
set -eu
cd "$(dirname "$0")"
whole=
[ $# -gt 0 ] || {
	whole=yes
	set -- dist.test.js	# builds for minutes: the others find room beside it
	for file in *.test.js; do
		[ "$file" = "$1" ] || set -- "$@" "$file"
	done
}
log=$(mktemp)
CONTRACT_SEEN=$(mktemp)
export CONTRACT_SEEN
copy=
trap 'rm -rf "$log" "$log.status" "$CONTRACT_SEEN" ${copy:+"$copy"}' EXIT
# Programs are also run as somebody else, who doesn't get into a clone in /root: what is tested then is a copy.
SITE=$(cd "${SITE:-../../build/site}" && pwd)
export SITE
if [ "$(id -u)" = 0 ] && ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$SITE/cgi-bin/server.cgi"; then
	copy=$(mktemp -d)
	chmod 755 "$copy"
	cp -R "$SITE" "$copy/site"
	SITE=$copy/site
fi
# Debian keeps the servers where only root looks for commands.
PATH=$PATH:/usr/sbin:/sbin
export PATH
# Files side by side: half of their time they wait, for a server to start or for a limit to end.
run() {
	sh ../node/with.sh node --test --test-concurrency="$(($(nproc) * 2))" --test-reporter=spec "$@" 2>&1 ||
		echo 1 >>"$log.status"
}
: >"$log.status"	# node's, not tee's
{ run "$@"; [ -z "$whole" ] || run contract.last.js dialects.last.js; } | tee "$log"
ran=$(awk '$2 == "pass" || $2 == "fail" { n += $3 } END { print n + 0 }' "$log")
[ "$ran" -gt 0 ] || { echo "e2e: no test ran" >&2; exit 1; }
[ ! -s "$log.status" ]
