#!/bin/sh
# The form of lines: at most 100 columns in C, where a tab is 8 wide, and 120 in scripts and style sheets, where it is 4.
# form.list has the files that aren't in form yet, each with how many of its lines are longer. A new file is in form, and
# the numbers only get smaller: `sh tests/form.sh shrink` writes down what they are now, where that is less.
set -eu
cd "$(dirname "$0")/.."
list=tests/form.list

# "12 FILE" for each file with longer lines. Columns are characters: bytes but for those that go on with one.
long_lines() {
	find lib cgi-bin tests htdocs \( -name node_modules -o -name vendor \) -prune -o -type f \
		\( -name '*.[ch]' -o -name '*.js' -o -name '*.mjs' -o -name '*.css' \) -print |
	LC_ALL=C sort | LC_ALL=C xargs awk '
	FNR == 1 { max = FILENAME ~ /\.[ch]$/ ? 100 : 120; tab = FILENAME ~ /\.[ch]$/ ? 8 : 4 }
	{
		if (length($0) <= max && index($0, "\t") == 0)
			next
		gsub(/[\200-\277]/, "")
		n = split($0, parts, "\t")
		column = 0
		for (i = 1; i < n; i++)
			column = column + length(parts[i]) + tab - (column + length(parts[i])) % tab
		if (n && column + length(parts[n]) > max)
			count[FILENAME]++
	}
	END { for (file in count) print count[file], file }' | LC_ALL=C sort -k 2
}

# Both lists side by side: "NOW LISTED FILE".
compare() {
	long_lines | awk 'FILENAME != "-" { listed[$2] = $1; next } { now[$2] = $1; listed[$2] += 0 }
		END { for (file in listed) print now[file] + 0, listed[file], file }' "$list" - | LC_ALL=C sort -k 3
}

if [ "${1:-}" = shrink ]; then
	compare | awk '{ least = $1 < $2 ? $1 : $2; if (least) print least, $3 }' > "$list.new"
	mv "$list.new" "$list"
	exit
fi
compare | awk '
$1 > $2 { print "lint: " $3 " has " $1 " lines that are too long" ($2 ? ", " $2 " before" : ""); failed = 1 }
!$1 { print "lint: " $3 " is in form: sh tests/form.sh shrink"; failed = 1 }
END { exit failed }'
