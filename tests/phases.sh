#!/bin/sh
# Runs the phases of `make test`, all of them whatever fails, and ends with a summary: phases.sh FILE PHASE…
#
# FILE gets the summary's last line, the sum over all runners; logs of the phases are beside it, in FILE.logs. A phase is a
# target of make, or of what MAKE names instead. One that has no count of its own counts as one.
set -u
summary=$1
shift
logs=$summary.logs
rm -rf "$summary" "$logs"
mkdir -p "$logs"
: >"$logs/table"

# From a phase's output: "PASSED FAILED", then a line for each name of what failed. It knows
# Check:	"100%: Checks: 12, Failures: 0, Errors: 0", and "file.c:12:F:case:test_name:0: why"
# node:	"pass 12", "fail 1", "cancelled 0" behind a sign, and the tests again, and why, below "failing tests:"
# ours:	"12 passed, 0 failed", "failed: NAME", and "again: NAME", which the summary tells; "fuzz: NAME: found something: what", and the command that writes
#		the find, which is kept whole; "lint: what is wrong"
# compilers:	"file.c:3:1: error: what"
count() {	# count PHASE STATUS <LOG
	sed 's/\x1b\[[0-9;]*m//g' | awk -v phase="$1" -v status="$2" '
		function name(what) { if (!(what in seen)) { seen[what] = 1; names[++n] = substr(what, 1, 200) } }
		/^[0-9]+%: Checks: / { gsub(/,/, ""); bad = $5 + $7; passed += $3 - bad; failed += bad; next }
		/^[^ :]+\.c:[0-9]+:[FE]:/ { split($0, part, ":"); name(part[1] ": " part[5]); next }
		NF == 3 && $2 == "pass" && $3 ~ /^[0-9]+$/ { passed += $3; below = 0; next }
		NF == 3 && ($2 == "fail" || $2 == "cancelled") && $3 ~ /^[0-9]+$/ { failed += $3; next }
		/failing tests:$/ { below = 1; next }
		below && /^test at / { file = $3; sub(/:[0-9]+$/, "", file); sub(/.*\//, "", file); next }
		below && /^✖ / { sub(/^✖ /, ""); sub(/ \([0-9.]+m?s\)$/, ""); name(file ": " $0); told = 0; next }
		/^make(\[[0-9]+\])?: \*\*\*/ { next }
		below && NF && told++ < 16 { names[++n] = substr($0, 1, 400); next }
		/^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; next }
		/^failed: / { sub(/^failed: /, ""); name($0); next }
		/^fuzz: [a-z]+: found something/ { sub(/^fuzz: /, ""); name($0); next }
		/^fuzz: [a-z]+: base64 -d / { sub(/^fuzz: [a-z]+: /, ""); names[++n] = $0; next }
		/^lint: / { sub(/^lint: /, ""); name($0); next }
		/^[^ :]+:[0-9]+:([0-9]+:)? (fatal )?error: / { name($0); next }
		NF { last = $0 }
		END {
			if (passed + failed == 0 && status == 0)
				passed = 1
			# It may fail besides what it counted: a compiler, a linter, a runner that broke down.
			if (status != 0 && failed == 0) {
				failed = 1
				if (!n) name(last)
			}
			print passed + 0, failed + 0
			for (i = 1; i <= n; i++)
				print names[i]
		}'
}

show() {
	echo
	printf '%-12s %7s %7s %8s\n' phase passed failed seconds
	awk '{ printf "%-12s %7d %7d %8d\n", $1, $2, $3, $4 }' "$logs/table"
	for phase in $(awk '$3 { print $1 }' "$logs/table"); do
		echo
		echo "Failed in $phase (all it said: $logs/$phase.log):"
		sed 's/^/  /' "$logs/$phase.failed" | awk 'NR <= 40 { print } END { if (NR > 40) print "  … and " NR - 40 " more" }'
	done
	sed -n 's/^again: /Passed only when it was run again: /p' "$logs"/*.log
	[ -z "$missed" ] || { echo; echo "Not run:$missed"; }
	echo
	awk -v missed="$missed" '
		{ passed += $2; failed += $3 }
		END { printf "%d passed, %d failed\n", passed, failed + split(missed, each, " ") }' "$logs/table" | tee "$summary"
}

missed=" $*"
# The phase that runs hears Ctrl-C, too; what there is by then is summed up.
trap 'stopped=1' INT TERM HUP
stopped=
for phase; do
	echo "== $phase"
	start=$(date +%s)
	{
		${MAKE:-make} --no-print-directory "$phase" 2>&1
		echo $? >"$logs/status"
	} | tee "$logs/$phase.log"
	status=$(cat "$logs/status" 2>/dev/null || echo 1)
	[ -z "$stopped" ] || break
	missed=${missed#" $phase"}
	{
		read -r passed failed
		cat >"$logs/$phase.failed"
	} <<-END
	$(count "$phase" "$status" <"$logs/$phase.log")
	END
	echo "$phase $passed $failed $(($(date +%s) - start))" >>"$logs/table"
done
show
[ -z "$stopped" ] || exit 130
awk '{ failed += $3 } END { exit failed > 0 }' "$logs/table"
