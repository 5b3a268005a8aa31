#!/bin/sh
# Turns the migrations named as arguments into the C table that migrate.c applies. Comments and indentation stay behind:
# a database keeps the text of its schema, and every process reads it.
echo '#include "migrate.h"'
echo 'const struct migration migrations[] = {'
for file; do
	number=$(basename "$file" | sed 's/_.*//; s/^0*//')
	printf '\t{ %s, "%s",\n' "$number" "$(basename "$file" .sql)"
	sed -e 's/[[:space:]]*--.*//' -e 's/^[[:space:]]*//' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/\t\t"&\\n"/' "$file"
	printf '\t},\n'
done
echo '	{ 0, 0, 0 }'
echo '};'
