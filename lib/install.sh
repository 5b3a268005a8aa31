#!/bin/sh
# Lays out the web folder that users get: install.sh CGI_DIR FOLDER. `make run` and the e2e tests serve such a folder too,
# so that what is tested is what is installed. No data and no settings are in it.
set -eu
umask 022
cgi=$1
to=$2

# Aside first and then in one move: a server may be serving the folder that was there.
new=$to.new
rm -rf "$new" "$to.old"
mkdir -p "$new/cgi-bin"
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
if [ -e "$to" ]; then
	mv "$to" "$to.old"
fi
mv "$new" "$to"
rm -rf "$to.old"
