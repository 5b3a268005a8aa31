#!/bin/sh
# The rules of the house that a compiler doesn't hold. Prints each breach; exits 1 when there is one.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0
breach() { echo "lint: $*"; failed=1; }

# Includes go downward only (README's The house): what each room sees, from the ground up. (picture holds the codecs, and only
# programs that take uploads link it.)
rooms='base picture http db model out auth lookup import export installation app handlers'
sees() {
	case $1 in
	base) echo base ;;
	picture) echo base picture ;;
	http) echo base http ;;
	db) echo base db ;;
	model) echo base picture db model ;;
	out) echo base http out ;;
	auth) echo base picture http db model out auth ;;
	lookup) echo base picture http db model out auth lookup ;;
	import) echo base picture http db model auth import ;;
	export) echo base picture http db model auth import export ;;
	installation) echo base picture http db model out auth installation ;;
	app) echo base picture http db model out auth installation app ;;
	handlers) echo base picture http db model out auth lookup import export installation app handlers ;;
	esac
}
room_of() { for r in $rooms; do [ -e "lib/$r/$1" ] && echo "$r" && return; done; }
for room in $rooms; do
	for file in lib/"$room"/*.[ch]; do
		for header in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
			target=$(room_of "$header")
			[ -z "$target" ] && [ "$header" != common_passwords.inc ] && breach "$file includes unknown $header"
			case " $(sees "$room") " in *" ${target:-base} "*) ;; *) breach "$file ($room) includes $header ($target)" ;; esac
		done
	done
done
for file in lib/*/*.[ch]; do
	case " $rooms start " in *" $(basename "$(dirname "$file")") "*) ;; *) breach "$file is in no room" ;; esac
done

only() {
	pattern=$1; shift
	for file in $(grep -lE "$pattern" lib/*/*.[ch] cgi-bin/*.c); do
		case " $* " in *" $file "*) ;; *) breach "$file: $pattern belongs in $*" ;; esac
	done
}
only '<sqlite3.h>' lib/db/db_sqlite.h
only '<fcgiapp.h>' lib/app/main.c
only '<jwt.h>' lib/auth/token_issue.c
only '<libscrypt.h>' lib/auth/password.c
only '<(jpeglib|turbojpeg)\.h>' lib/picture/picture_jpeg.c
only '<png\.h>' lib/picture/picture_png.c
only '<webp/' lib/picture/picture_webp.c lib/picture/picture_fit.c
only '\bexit\(|\bprintf\(' lib/app/command.c
only '(SELECT|INSERT INTO|UPDATE|DELETE FROM) [a-z*]' $(ls lib/db/*.c lib/model/*.c) lib/auth/limit.c lib/lookup/answers.c
only '<curl/' lib/out/fetch.c
only '<qrencode\.h>' lib/picture/qr.c
only '<liboath/' lib/auth/totp.c
only '<minizip/' lib/import/archive.c
only '<expat.h>' lib/import/xml_scan.c

# One bit for each field of a table: FIELDS asserts it, once at least where a table is another file's, too.
grep -noE '\.fields = [a-z_]+' lib/*/*.c cgi-bin/*.c | while IFS=: read -r file line use; do
	grep -rqF "FIELDS(${use#.fields = })" lib cgi-bin || echo "$file:$line: $use without FIELDS()"
done | { ! grep . ; } || breach "field tables of any length"

# The tables of README say which tests hold a promise: these are there.
awk -F'|' 'NF >= 5 { print $(NF - 1) }' README.md | grep -oE '\b[a-z0-9]+(_[a-z0-9]+){2,}\b' | sort -u | while read -r name; do
	grep -rqE --include='*.c' "START_TEST\($name\)" tests || echo "$name"
done | { ! grep . ; } || breach "README names tests that are not there"

sh tests/form.sh || failed=1
sh tests/asvs.sh || failed=1

exit $failed
