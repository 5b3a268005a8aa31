#!/bin/sh
# Makes of htdocs what browsers get: site.sh FOLDER. There a style sheet is a file per subject, and a page is only what is
# its own; here are few style sheets, and whole pages. What pages are made of is in one folder named by what is in it: so
# its files never change, and browsers keep them without asking again. From within they find each other by relative addresses.
set -eu
LC_ALL=C
export LC_ALL
to=$1
here=$(cd "$(dirname "$0")" && pwd)

# css/app.css: what every page and every list needs at once.
app='layers fonts reset tokens base layout shell search controls progress tools covers lists cards skeletons notices
	forms sheets menus stars avatar toasts print'
# css/more.css: the rest. Lists fetch it with the first title that is opened over them, other pages link it.
more='filters stars-to-give home front panel files title episodes entry history copies reviews settings trouble doctor admin collection edit own-lists tags shares
	print-titles'
# css/plain.css: the pages that programs answer (lib/app/page.c, lib/handlers/shared_page.c).
plain='plain shown'
# css/NAME.css: what one page alone needs.
alone='docs security settings-list keys lookup select diary import stats tonight'

fail() { echo "site: $*" >&2; exit 1; }

new=$to/v-new
work=$to/new
mkdir -p "$new/css"
cp -R htdocs/img "$new"
[ ! -d htdocs/vendor ] || cp -R htdocs/vendor "$new"

# What is asked for together travels in one: a line of `together` is a script, and what else is in it.
carried=" $(cut -d ' ' -f 2- "$here/together" | tr '\n' ' ')"
for file in $(cd htdocs && find js -name '*.js' | sort); do
	name=${file#js/} name=${name%.js}
	case $carried in *" $name "*) continue;; esac
	members=
	for member in $(sed -n "s,^$name ,,p" "$here/together"); do
		members="$members js/$member.js"
	done
	mkdir -p "$new/${file%/*}"
	(cd htdocs && awk -v to="$file" -v together="$here/together" -f "$here/join.awk" $members "$file") >"$work.js"
	awk -f "$here/strip.awk" "$work.js" >"$new/$file"
done

# In the order of the lists: of two rules of one layer that are as specific as each other, the later one wins.
join() {	# join SUBJECT...
	for subject; do
		awk -f "$here/strip.awk" "htdocs/css/$subject.css"
	done
}
for file in htdocs/css/*.css; do
	subject=$(basename "$file" .css)
	case " $(echo $app $more $plain $alone) " in
	*" $subject "*) ;;
	*) fail "$file is in none of the lists of lib/site/site.sh";;
	esac
done
join $app >"$new/css/app.css"
join $more >"$new/css/more.css"
join $plain >"$new/css/plain.css"
for subject in $alone; do
	join "$subject" >"$new/css/$subject.css"
done

folder=v-$(cd "$new" && find . -type f | sort | xargs sha256sum | sha256sum | cut -c 1-10)
rm -rf "${to:?}/$folder"
mv "$new" "$to/$folder"

# What has an address that stays: the programs' own pages have this style sheet and these icons, whatever release they are of.
mkdir -p "$to/css" "$to/img"
printf '@import url("../%s/css/%s.css");\n' "$folder" app "$folder" more "$folder" plain >"$to/css/app.css"
cp htdocs/img/icon*.svg "$to/img"
[ ! -f htdocs/vendor/icons.svg ] || cp htdocs/vendor/icons.svg "$to/img"
cp htdocs/app.webmanifest htdocs/openapi.json "$to"
mkdir -p "$to/dialects"
cp htdocs/dialects/*.json "$to/dialects"

(cd "$to/$folder" && awk -f "$here/graph.awk" $(find js -name '*.js' | sort)) >"$work.imports"
for page in htdocs/*.html; do
	page=${page##*/}
	awk -v page="$page" -v imports="$work.imports" -f "$here/page.awk" htdocs/shell/page.html "htdocs/$page" >"$work"
	sed -E "s,(href|src)=\"(css|js|img|vendor)/,\1=\"$folder/\2/,g" "$work" >"$to/$page"
done
rm "$work" "$work.imports" "$work.js"

# What the service worker keeps: all but what is for programmers or for who has no script, and letters that are rare.
files=$(cd "$to" && find ./*.html app.webmanifest img "$folder" -type f ! -path '*/docs*' ! -path '*/vendor/zxing/*' \
	! -name plain.css ! -path img/icons.svg ! -name '*-license.txt' ! -name '*-rare.woff2' | sed 's,^\./,,' | sort | tr '\n' ' ')
version=$(cd "$to" && sha256sum $files | sha256sum | cut -c 1-10)
sed "s,@VERSION@,$version,; s,@FILES@,${files% }," htdocs/sw.js >"$to/sw.js"
