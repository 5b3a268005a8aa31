#!/bin/sh
# Lays out the web folder that users get: install.sh CGI_DIR FOLDER. `make run` and the e2e tests serve such a folder too,
# so that what is tested is what is installed. No data and no settings are in it; those that a folder has already stay.
set -eu
umask 022
cgi=$1
to=$2

new=$to.new
old=$to.old
rm -rf "$new" "$old"
mkdir -p "$new/cgi-bin" "$old" "$to/cgi-bin"
sh lib/site/site.sh "$new"
cp apache/.htaccess "$new"
install -s --strip-program="${STRIP:-strip}" -m 755 "$cgi"/*.cgi "$new/cgi-bin"
# How to unwind the stack, for exceptions and debuggers, is a twelfth of a program, and C has no use for it: zeros, which
# are the end of that table, take no room in an archive. (Taken out, it would take RELRO with it.)
for program in "$new"/cgi-bin/*.cgi; do
	size=$(readelf -SW "$program" | sed -n 's/.* \.eh_frame *PROGBITS *[0-9a-f]* *[0-9a-f]* *\([0-9a-f]*\) .*/\1/p')
	[ -n "$size" ] || continue
	head -c "$((0x$size))" /dev/zero >"$new/zeros"
	"${OBJCOPY:-objcopy}" --update-section .eh_frame="$new/zeros" "$program"
done
rm -f "$new/zeros"

# Those that need shared libraries carry them, libc and its loader too.
install -d "$new/cgi-bin/lib"
install -m 644 "$cgi"/lib/* "$new/cgi-bin/lib"
chmod 755 "$new"/cgi-bin/lib/ld-*

chmod -R u=rwX,go=rX "$new"

# Each in one move, as a server may be serving the folder; and nothing else is touched, as settings and data
# are in it, and pages of the owner's own. (A page or program that a release takes back is to be removed here by its name.)
# What pages are made of is there before they are, and what those that are open are made of stays: the folder that the
# pages had until now.
replace() {	# replace FROM TO
	for entry in "$1"/v-* "$1"/* "$1"/.[!.]*; do
		name=${entry##*/}
		[ -e "$entry" ] || continue
		[ ! -d "$2/$name" ] || mv "$2/$name" "$old/$name"
		mv -f "$entry" "$2/$name"
		rm -rf "${old:?}/$name"
	done
}
folder() {	# folder PAGE: v-VERSION, which is what it is made of
	[ ! -r "$1" ] || sed -n 's,.*src="\(v-[0-9a-f]*\)/js/core/theme\.js".*,\1,p' "$1"
}
now=$(folder "$new/index.html") before=$(folder "$to/index.html")
replace "$new/cgi-bin" "$to/cgi-bin"
rmdir "$new/cgi-bin"
replace "$new" "$to"
rmdir "$new" "$old"
for entry in "$to"/v-*; do
	case ${entry##*/} in
	"$now"|"$before"|"v-*") ;;
	*) rm -rf "$entry";;
	esac
done
rm -rf "$to/js" "$to/vendor"	# what they had before 0.1.0
