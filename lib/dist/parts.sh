#!/bin/sh
# Tells which of Debian's parts that a release has in it have newer versions by now: parts.sh ARCHIVE, or parts.sh sbom.spdx.json.
# By apt's lists of packages, which `apt-get update` brings up to date. Exits 1 when there are newer ones, 2 when it can't tell.
set -eu
LC_ALL=C
export LC_ALL
release=${1:?"an archive, or its sbom.spdx.json"}

fail() { echo "parts: $*" >&2; exit 2; }

[ -r "$release" ] || fail "$release isn't there: make dist makes it"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $release in
*.tar.gz) tar xzOf "$release" vitrine/sbom.spdx.json >"$work/sbom";;
*) cat "$release" >"$work/sbom";;
esac

# NAME VERSION ARCHITECTURE, which is "source" for what is built from Debian's source (dist.sh).
sed -nE 's,.*"referenceLocator": "pkg:deb/debian/([^@"]+)@([^?"]+)\?arch=([^"]+)".*,\1 \2 \3,p' "$work/sbom" |
	sed 's/%2B/+/g; s/%3A/:/g' >"$work/parts"
[ -s "$work/parts" ] || fail "$release names no part of Debian's"

# The same of all that may be had; a source is as new as the newest package that is made of it.
apt-cache dumpavail | awk '
	function put() {
		if (package == "") return
		print package, version, architecture
		print source == "" ? package : source, of_source == "" ? version : of_source, "source"
	}
	/^$/ { put(); package = source = of_source = "" }
	/^Package: / { package = $2 }
	/^Version: / { version = $2 }
	/^Architecture: / { architecture = $2 }
	/^Source: / { source = $2; of_source = $3; gsub(/[()]/, "", of_source) }
	END { put() }' | awk 'NR == FNR { wanted[$1 " " $3]; next } ($1 " " $3) in wanted' "$work/parts" - | sort -u >"$work/there"

while read -r name version architecture; do
	newest=
	while read -r other candidate of; do
		[ "$other $of" = "$name $architecture" ] || continue
		[ -n "$newest" ] && dpkg --compare-versions "$candidate" le "$newest" || newest=$candidate
	done <"$work/there"
	if [ -z "$newest" ]; then
		echo "$name ($architecture): not in apt's lists" >>"$work/unknown"
	elif dpkg --compare-versions "$newest" gt "$version"; then
		echo "$name ($architecture): $version is in it, $newest is there" >>"$work/newer"
	fi
done <"$work/parts"

all=$(wc -l <"$work/parts")
[ ! -s "$work/newer" ] || cat "$work/newer"
[ ! -s "$work/unknown" ] || { cat "$work/unknown" >&2; fail "apt's lists don't have them all: apt-get update"; }
[ ! -s "$work/newer" ] || { echo "$(wc -l <"$work/newer") of $all parts have newer versions: build a new release."; exit 1; }
echo "None of $all parts has a newer version."
