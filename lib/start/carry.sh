#!/bin/sh
# Lays out what dynamic programs carry: carry.sh FOLDER LISTS PROGRAM... puts the programs, all their libraries, libc
# included, the loader, and for who asks others the certificates that are believed, into FOLDER, and writes what each needs, the loader first, with sizes, to LISTS/carried_NAME.h,
# and where the libraries are from to LISTS/carried.list.
set -eu
to=$1 lists=$2
shift 2
export LC_ALL=C
mkdir -p "$lists"
rm -rf "$to.new" && mkdir -p "$to.new"
entry() { echo "CARRIED(\"$1\", $(stat -c %s "$to.new/$1"))"; }

# By the compiler, which knows where the libraries of the machine are that it builds for.
find_library() {
	path=$(${CC:-gcc} -print-file-name="$1")
	[ "$path" != "$1" ] || { echo "carry: $1 is not found" >&2; exit 1; }
	echo "$path"
}

# Adds to .found what a file needs, and what that needs. (The loader is found by another way.)
libraries_of() {
	for library in $(readelf -dW "$1" | sed -n '/ld-linux/d; s/.*(NEEDED).*\[\(.*\)\]$/\1/p'); do
		library=$(find_library "$library")
		if ! grep -qxF "$library" "$to.new/.found"; then
			echo "$library" >>"$to.new/.found"
			libraries_of "$library"
		fi
	done
}

# glibc's loader as it is, but for one name: what a host's /etc/ld.so.preload lists is made for the host's own programs and
# libraries, and a library that it needs and that isn't found would end ours. Another name of that length is never there.
carry_loader() {
	sed 's,/etc/ld\.so\.preload,/dev/null/preloads,' "$1" >"$2"
	if cmp -s "$1" "$2" || [ "$(stat -L -c %s "$1")" != "$(stat -c %s "$2")" ]; then
		echo "carry: $1 has not the name that it looks for libraries under" >&2
		exit 1
	fi
	chmod 755 "$2"
}

# Whose certificates are believed where a host has no list of its own: Mozilla's, as Debian has it, without what is this machine's.
certificates=/usr/share/ca-certificates/mozilla
carry_certificates() {
	cat "$certificates"/*.crt >"$to.new/ca-certificates.crt"
	chmod 644 "$to.new/ca-certificates.crt"
	printf 'ca-certificates.crt\t%s\n' "$(ls -d "$certificates"/*.crt | head -n 1)" >>"$to.new/.list"
}

for program; do
	name=$(basename "$program")
	${STRIP:-strip} -o "$to.new/$name" "$program"
	chmod 644 "$to.new/$name"
	loader=$(find_library "$(basename "$(readelf -lW "$program" | sed -n 's/.*program interpreter: \(.*\)]/\1/p')")")
	: >"$to.new/.found"
	libraries_of "$program"
	sort "$to.new/.found" >"$to.new/.libraries"
	carry_loader "$loader" "$to.new/$(basename "$loader")"
	xargs install -m 644 -t "$to.new" <"$to.new/.libraries"
	for library in "$loader" $(cat "$to.new/.libraries"); do
		printf '%s\t%s\n' "$(basename "$library")" "$library"
	done >>"$to.new/.list"
	grep -q libssl "$to.new/.libraries" && certified=ca-certificates.crt && carry_certificates || certified=
	{
		entry "$(basename "$loader")"
		entry "$name"
		while read -r library; do
			entry "$(basename "$library")"
		done <"$to.new/.libraries"
		[ -z "$certified" ] || entry "$certified"
	} >"$lists/carried_$name.h"
done
sort -u "$to.new/.list" >"$lists/carried.list"
rm -rf "$to.new/.libraries" "$to.new/.found" "$to.new/.list" "$to"
mv "$to.new" "$to"
