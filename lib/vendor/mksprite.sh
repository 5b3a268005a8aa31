#!/bin/sh
# usage: mksprite.sh HOW ICON_DIR NAME... > icons.svg      one <symbol> for each icon that the pages use; HOW: attributes
set -eu
how=$1
dir=$2
shift 2
printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
for name in "$@"; do
	printf '<symbol id="%s" viewBox="0 0 24 24" %s>' "$name" "$how"
	# What is between the tags of <svg>, which may be over many lines or one.
	tr -d '\n' <"$dir/$name.svg" | sed -e 's/<!--[^>]*-->//g' -e 's/^ *<svg[^>]*>//' -e 's/<\/svg>.*//' -e 's/<title>[^<]*<\/title>//' -e 's/  */ /g'
	printf '</symbol>\n'
done
printf '</svg>\n'
