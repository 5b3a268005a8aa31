#!/bin/sh
# Runs the e2e tests; arguments are test files (all when there are none). The last line counts them.
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- *.test.js
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Debian keeps the servers where only root looks for commands.
PATH=$PATH:/usr/sbin:/sbin
export PATH
# The status must be node's, not tee's.
{ node --test --test-reporter=spec "$@" 2>&1 && echo 0 >"$log.status" || echo 1 >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
rm -f "$log.status"
count() { awk -v what="$1" '$2 == what { n = $3 } END { print n + 0 }' "$log"; }
ran=$(($(count pass) + $(count fail)))
[ "$ran" -gt 0 ] || { echo "e2e: no test ran" >&2; exit 1; }
exit "$status"
