#!/bin/sh
# tests/asvs.md has each requirement of ASVS 5.0 at levels 1 and 2 once, with one of three outcomes, and each test that it names is
# there: START_TEST(name) in a .c, the text of the name in any other file. Prints each breach; exits 1 when there is one.
set -eu
cd "$(dirname "$0")"

awk -F ' [|] ' '
function breach(text) { print "lint: tests/asvs.md: " text; failed = 1 }

# The whole of a file, once; "" for none.
function read(name,    line, text) {
	if (!(name in texts)) {
		text = ""
		while ((getline line < name) > 0)
			text = text line "\n"
		close(name)
		texts[name] = text
	}
	return texts[name]
}

# The code in the last cell: files, each with names in it. Gives how many names there are.
function look_up(number, cell,    parts, count, i, file, names, wanted) {
	count = split(cell, parts, "`")
	names = 0
	for (i = 2; i <= count; i += 2) {
		if (parts[i] ~ /^(\.\.\/)?[A-Za-z0-9_\/.-]+\.(c|js|sh|md|inc|conf)$/ || parts[i] == "../Makefile") {
			file = parts[i]
			if (read(file) == "")
				breach(number ": there is no " file)
			continue
		}
		names++
		wanted = file ~ /\.c$/ && file !~ /^fuzz\// ? "START_TEST(" parts[i] ")" : parts[i]
		if (!index(file == "asvs.md" ? prose : read(file), wanted))
			breach(number ": " (file ? file " has no " parts[i] : parts[i] " is in no file"))
	}
	return names
}

# Prose of the table itself is what is no row: a name is not found in the row that names it.
FNR == NR { if (!/^[|] [0-9]/) prose = prose $0 "\n"; next }

/^[|] [0-9]+\.[0-9]+\.[0-9]+ / {
	number = substr($1, 3)
	if (NF != 5)
		breach(number ": " NF " cells, not 5")
	if (number in levels)
		breach(number " is there twice")
	levels[number] = $2
	names = look_up(number, $5)
	if ($4 !~ /^(held|not here|open)$/)
		breach(number ": held, not here or open, not " $4)
	if ($4 == "held" && !names)
		breach(number ": held by no test")
	if (length($5) < 8)
		breach(number ": says nothing")
	rows++
	outcomes[$4]++
}

/^[0-9]+\.[0-9]+:[123]+( |$)/ {
	count = split($0, sections, " ")
	for (i = 1; i <= count; i++) {
		split(sections[i], section, ":")
		for (j = 1; j <= length(section[2]); j++) {
			level = substr(section[2], j, 1)
			if (level < 3)
				wanted[section[1] "." j] = level
		}
	}
}

END {
	for (number in wanted)
		if (!(number in levels))
			breach(number " is missing")
		else if (levels[number] != wanted[number])
			breach(number ": level " wanted[number] ", not " levels[number])
	for (number in levels)
		if (!(number in wanted))
			breach(number " is no requirement of these levels")
	if (rows != 253)
		breach(rows + 0 " rows, not 253")
	if (failed)
		exit 1
	if (count_them)
		print outcomes["held"] " held, " outcomes["not here"] " not here, " outcomes["open"] " open"
}' count_them="${1:-}" asvs.md count_them="${1:-}" asvs.md
