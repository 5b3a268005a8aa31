#!/bin/sh
# Runs Check programs, some at a time: checks.sh BUILD PROGRAM… What each one says comes in one piece when it has ended.
# $UNDER, a command, runs each of them.
set -u
if [ "$1" != one ]; then
	logs=$1/logs
	shift
	mkdir -p "$logs"
	# Where no process may trace another, nobody can look for leaks, and a program that tries fails.
	case $(CK_RUN_SUITE=none "$1" 2>&1) in
	*'LeakSanitizer has encountered a fatal error'*)
		echo "check: leaks are not looked for: processes can't be traced here"
		export ASAN_OPTIONS=detect_leaks=0;;
	esac
	printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$0" one "$logs"
	exit
fi

logs=$2 program=$3
log=$logs/${program##*/}
status=0
# The limits are for what hangs: a busy machine must not reach them.
CK_TIMEOUT_MULTIPLIER=20 ${UNDER:-} "$program" >"$log" 2>&1 || status=$?
# What it counted says why it failed, unless it died, or a sanitizer ended it after the last test.
case $status,$(sed -nE 's/^([0-9]+)%: Checks: .*/\1/p' "$log" | tail -n 1) in
0,100) ;;
*,100|*,)
	printf 'failed: %s ended with %d\n0 passed, 1 failed\n' "${program##*/}" "$status" >>"$log"
	status=1;;
*)	status=1;;
esac
flock "$logs" cat "$log"
exit "$status"
