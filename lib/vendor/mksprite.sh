#!/bin/sh
# usage: mksprite.sh ICON_DIR NAME... > icons.svg      one <symbol> for each icon that the pages use
set -eu
dir=$1
shift
printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
for name in "$@"; do
	printf '<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">' "$name"
	sed -e '/<!--/d' -e '1,/>/d' -e '/<\/svg>/d' "$dir/$name.svg" | tr -d '\n' | sed 's/  */ /g'
	printf '</symbol>\n'
done
printf '</svg>\n'
