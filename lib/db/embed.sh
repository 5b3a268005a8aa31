#!/bin/sh
# Turns the migrations named as arguments into the C table that migrate.c applies. Comments and indentation stay behind:
# a database keeps the text of its schema, and every process reads it. What SQL can't do is a function of lib/model, which
# a line `-- then: NAME` names.
then_of() { sed -n 's/^-- then: *//p' "$1"; }
# What is in quotes is no comment; a text with an apostrophe in it has two.
without_comments() {
	awk -v quote="'" '{
		line = quoted = ""
		for (i = 1; i <= length($0) && (quoted || substr($0, i, 2) != "--"); i++) {
			c = substr($0, i, 1)
			quoted = c == quote ? !quoted : quoted
			line = line c
		}
		print line
	}' "$1"
}
echo '#include "migrate.h"'
for file; do then_of "$file"; done | sort -u | sed 's/.*/enum status &(struct db *db);/'
echo 'const struct migration migrations[] = {'
for file; do
	number=$(basename "$file" | sed 's/_.*//; s/^0*//')
	then=$(then_of "$file")
	printf '\t{ %s, "%s", ""\n' "$number" "$(basename "$file" .sql)"
	without_comments "$file" | sed -e 's/[[:space:]]*$//' -e 's/^[[:space:]]*//' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/\t\t"&\\n"/'
	printf '\t\t, %s },\n' "${then:-0}"
done
echo '	{ 0, 0, 0, 0 }'
echo '};'
