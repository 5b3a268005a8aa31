#!/bin/sh
# Makes the release archive and its checksum: dist.sh BUILD VERSION [ARCH]. Two builds of one commit give the same bytes, wherever
# and whenever they are made: whatever depends on the place, the clock or the user is left out or set here.
set -eu
umask 022
LC_ALL=C TZ=UTC
export LC_ALL TZ
build=$1 version=$2 arch=${3:-}
here=$(dirname "$0")
stage=$build/dist/vitrine work=$build/dist/work
archive=vitrine-$version${arch:+-$arch}.tar.gz

fail() { echo "dist: $*" >&2; exit 1; }

# The time of the commit; a source without git has that of its Makefile.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c safe.directory='*' log -1 --format=%ct 2>/dev/null || stat -c %Y Makefile)}
export SOURCE_DATE_EPOCH

rm -rf "$build/dist" && mkdir -p "$stage" "$work"
sh lib/install.sh "$build/cgi-bin" "$stage"
loader=$(cd "$stage/cgi-bin/lib" && echo ld-*)
machine=$(readelf -hW "$stage/cgi-bin/server.cgi" | sed -n 's/^ *Machine: *//p' | sed 's/^Advanced Micro Devices //')
sed "s/@VERSION@/$version/g; s/@ARCHIVE@/$archive/g; s/@LOADER@/$loader/g; s/@MACHINE@/$machine/g" "$here/INSTALL.html" >"$stage/INSTALL.html"
cp LICENSE "$stage/LICENSE.txt"

# Whose files are linked in, by the linker's own account: archives' members that it took, and objects. FILE TAB PATH a line.
for map in "$build"/cgi-bin/*.map "$build"/carried/*.map; do
	name=$(basename "$map" .map)
	case $map in
	*/carried/*) file=cgi-bin/lib/$name;;
	*) file=cgi-bin/$name.cgi;;
	esac
	awk -v file="$file" '
		/^Memory Configuration/ { members = 1 }
		!members && /^[^ ].*\(.*\)$/ { sub(/\([^(]*\)$/, ""); path[$0] }
		/^LOAD .*\.o$/ { sub(/^LOAD /, ""); path[$0] }
		END { for (one in path) print file "\t" one }' "$map"
done >"$work/linked"
# And the libraries that are carried as they are.
sed 's,^,cgi-bin/lib/,' "$build/gen/carried.list" >"$work/carried"

# The Debian package of each. (Where /lib is a link to /usr/lib, dpkg may know a file by either path.)
cut -f 2 "$work/linked" "$work/carried" | sort -u | while read -r path; do
	printf '%s\t%s\n' "$path" "$(realpath -m "$path")"
done >"$work/paths"
cut -f 2 "$work/paths" | sed 'p; s,^/usr,,' | xargs dpkg-query -S 2>/dev/null |
	sed -nE 's/^([^, ]+): (.*)$/\2\t\1/p' >"$work/owners" || :
# Those that are built from Debian's source (lib/deps.sh): a line of PATH TAB SOURCE TAB the package that has its licence.
while read -r name source package; do
	path=$(realpath "$build/deps/$name" 2>/dev/null || realpath "build/deps/$name")
	printf '%s\t%s\t%s\n' "$path" "$source" "$package"
done >"$work/built" <<-END
	libcjson.a cjson libcjson-dev
	libcurl.a curl libcurl4-openssl-dev
	libqrencode.a qrencode libqrencode-dev
	libsqlite3.a sqlite3 libsqlite3-dev
END
awk -F '\t' -v top="$(realpath .)" '
	FILENAME ~ /built$/ { built[$1] = $2; next }
	FILENAME ~ /owners$/ { sub(/^\/usr/, "", $1); owner[$1] = $2; next }
	{
		known = $2
		sub(/^\/usr/, "", known)
		if ($2 in built)
			print $1 "\t" built[$2]
		else if (known in owner)
			print $1 "\t" owner[known]
		else if (index($2, top "/") != 1) {
			print "dist: no Debian package has " $2 ", which is linked in" >"/dev/stderr"
			bad = 1
		}
	}
	END { exit bad }' "$work/built" "$work/owners" "$work/paths" >"$work/packages-by-path"
# FILE TAB PACKAGE
for how in linked carried; do
	awk -F '\t' 'NR == FNR { package[$1] = $2; next } $2 in package { print $1 "\t" package[$2] }' \
		"$work/packages-by-path" "$work/$how" | sort -u >"$work/$how-packages"
done

# PACKAGE, as dpkg calls it (libc6:amd64), TAB NAME TAB VERSION TAB SOURCE TAB SOURCE-VERSION TAB ARCHITECTURE
cut -f 2 "$work/packages-by-path" | sort -u | while read -r package; do
	known=$(awk -F '\t' -v source="$package" '$2 == source { print $3 }' "$work/built")
	if [ -n "$known" ]; then
		dpkg-query -W -f="$package\t$package"'\t${source:Version}\t'"$package"'\t${source:Version}\tsource\n' "$known" | head -n 1
	else
		dpkg-query -W -f="$package"'\t${Package}\t${Version}\t${source:Package}\t${source:Version}\t${Architecture}\n' "$package"
	fi
done >"$work/debian"

# The licences, one file a source package, and the texts that they only refer to.
mkdir -p "$stage/licenses"
cut -f 2,4 "$work/debian" | while read -r package source; do
	known=$(awk -F '\t' -v source="$package" '$2 == source { print $3 }' "$work/built")
	package=${known:-$package}
	text=/usr/share/doc/$package/copyright
	[ -r "$text" ] || fail "$text is not there: the archive must have the licences of what is linked in"
	cat "$text" >"$stage/licenses/$source.txt"
done
cat "$stage"/licenses/*.txt | grep -oE '/usr/share/common-licenses/[A-Za-z0-9.-]+[A-Za-z0-9]' | sort -u | while read -r text; do
	[ ! -r "$text" ] || cat "$text" >"$stage/licenses/$(basename "$text").txt"
done
cat >"$stage/licenses/README.txt" <<-END
	Vitrine itself: LICENSE.txt, in the folder above.

	Its programs have libraries of others linked in, or beside them in cgi-bin/lib. Each file here that has the name of a
	Debian source package is that package's copyright notice and licence; the others (GPL-3.txt and so on) are texts that
	those refer to. All are as Debian has them, but for one name in the loader, cgi-bin/lib/ld-*: it doesn't look for
	/etc/ld.so.preload, which is for a host's own programs (lib/start/carry.sh in our source). sbom.spdx.json says which program has which package in which version. Their sources are in Debian's
	archive by those names and versions: https://snapshot.debian.org/

	Fonts, icons and logos: the licences are beside them, in v-…/vendor/.

	Passwords that are refused as common are the first 3,000 of zxcvbn's list (MIT licence, Copyright (c) 2012-2016 Dan
	Wheeler and Dropbox, Inc.).
END

sh "$here/sbom.sh" "$stage" "$work" "$version" >"$work/sbom.spdx.json"
mv "$work/sbom.spdx.json" "$stage/sbom.spdx.json"

tar -C "$build/dist" --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
	-cf "$work/$archive.tar" vitrine
libdeflate-gzip -12 -c <"$work/$archive.tar" >"$work/$archive"
mv "$work/$archive" "$build/$archive"
(cd "$build" && sha256sum "$archive" >"$archive.sha256")
rm -rf "$work"
echo "$build/$archive"
