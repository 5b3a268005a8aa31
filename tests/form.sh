#!/bin/sh
# The form of lines: at most 100 columns in C, where a tab is 8 wide, and 120 in scripts and style sheets, where it is 4.
# (Where a script's lines break is prettier's; it leaves comments and strings as they are.)
set -eu
cd "$(dirname "$0")/.."

# Columns are characters: bytes but for those that go on with one.
find lib cgi-bin tests htdocs \( -name node_modules -o -name vendor -o -name out \) -prune -o -type f \
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
	if (n && column + length(parts[n]) > max) {
		print "lint: " FILENAME ":" FNR " has more than " max " columns"
		failed = 1
	}
}
END { exit failed }'
