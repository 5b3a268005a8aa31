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
cp -R htdocs/. "$new"
cp apache/.htaccess "$new"
install -s -m 755 "$cgi"/*.cgi "$new/cgi-bin"

# What the dynamic ones (libjwt has no archive in Debian) need besides libc they carry in lib/, found there by DT_RPATH.
for program in "$new"/cgi-bin/*.cgi; do
	ldd "$program" 2>/dev/null | awk '$2 == "=>" && $1 !~ /^(libc|libm|libpthread|libdl|librt)\.so/ { print $3 }'
done | sort -u | while read -r library; do
	install -D -m 644 "$library" "$new/cgi-bin/lib/$(basename "$library")"
done

chmod -R u=rwX,go=rX "$new"

# Pages and programs of an older release.
for file in "$to"/*.html "$to"/cgi-bin/*.cgi; do
	[ -e "$new${file#"$to"}" ] || rm -f "$file"
done

# Each in one move, as a server may be serving the folder; and nothing else is touched, as settings and data are in it.
replace() {	# replace FROM TO
	for entry in "$1"/* "$1"/.[!.]*; do
		name=${entry##*/}
		[ -e "$entry" ] || continue
		[ ! -d "$2/$name" ] || mv "$2/$name" "$old/$name"
		mv -f "$entry" "$2/$name"
		rm -rf "${old:?}/$name"
	done
}
replace "$new/cgi-bin" "$to/cgi-bin"
rmdir "$new/cgi-bin"
replace "$new" "$to"
rmdir "$new" "$old"
