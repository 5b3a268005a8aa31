#!/bin/sh
# Runs fuzzers, some at a time: run.sh SECONDS BUILD FUZZER… First the kept corpus, then new inputs until SECONDS are over:
# others at each run, unless SEED says which. RUNS: until each has had so many inputs, however long that takes.
# Prints what each did; a find makes the run fail, and lies in BUILD/finds: `FUZZER FILE` shows it again. A small one is
# printed, too, as a command that writes it, so that whoever has only the output can do the same.
set -u
if [ "$1" != one ]; then
	seconds=$1 build=$2
	shift 2
	mkdir -p "$build/finds" "$build/logs"
	# As tests/checks.sh has it.
	case $("$1" -runs=0 2>&1) in
	*'LeakSanitizer has encountered a fatal error'*)
		echo "fuzz: leaks are not looked for: processes can't be traced here"
		export ASAN_OPTIONS=detect_leaks=0;;
	esac
	printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$0" one "$seconds" "$build" | tee "$build/logs/all"
	passed=$(grep -cE '^fuzz: [a-z]+: [0-9]+ inputs' "$build/logs/all")
	echo "$passed passed, $(($# - passed)) failed"
	[ "$passed" = $# ]
	exit
fi

seconds=$2 build=$3 fuzzer=$4
name=${fuzzer##*/fuzz_}
log=$build/logs/$name
mkdir -p "$build/corpus/$name"
[ -z "${RUNS:-}" ] || seconds=0
set --
[ ! -e "tests/fuzz/$name.dict" ] || set -- "-dict=tests/fuzz/$name.dict"
if "$fuzzer" "$@" -seed="${SEED:-0}" ${RUNS:+-runs="$RUNS"} -max_total_time="$seconds" -max_len=8192 -timeout=60 -rss_limit_mb=1024 \
	-malloc_limit_mb=256 -close_fd_mask=2 -print_final_stats=1 -artifact_prefix="$build/finds/$name-" \
	"$build/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
	echo "fuzz: $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
else
	# The first is what was found; libFuzzer's own is that the program ended by it.
	why=$(grep -m 1 -aE '^SUMMARY: |: runtime error: ' "$log")
	find=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
	{
		tail -40 "$log"
		echo "fuzz: $name: found something: ${why#SUMMARY: }"
		if [ -r "$find" ]; then
			packed=$(gzip -9n <"$find" | base64 -w 0)
			[ ${#packed} -gt 1400 ] || echo "fuzz: $name: base64 -d <<<$packed | gunzip >find"
		fi
	} >"$log.said"
	flock "$build/logs" cat "$log.said"
	exit 1
fi
