#!/bin/sh
# Makes of htdocs what browsers get: site.sh FOLDER. There a style sheet is a file per subject, and a page is only what is
# its own; here are two style sheets, and whole pages.
set -eu
to=$1
here=$(dirname "$0")

# css/app.css: what every page and every list needs at once.
app='layers fonts reset tokens base layout shell search controls progress tools covers lists cards skeletons notices
	forms plain sheets menus stars avatar toasts docs'
# css/more.css: the rest. Lists fetch it with the first title that is opened over them, other pages link it.
more='home front panel files title entry copies reviews settings trouble doctor admin collection edit'

fail() { echo "site: $*" >&2; exit 1; }

cp -R htdocs/. "$to"

# In the order of the lists: of two rules of one layer that are as specific as each other, the later one wins.
join() {	# join SUBJECT...
	for subject; do
		cat "htdocs/css/$subject.css"
	done
}
for file in htdocs/css/*.css; do
	subject=$(basename "$file" .css)
	case " $(echo $app $more) " in
	*" $subject "*) rm "$to/css/$subject.css";;
	*) fail "$file is in none of the lists of lib/site/site.sh";;
	esac
done
join $app >"$to/css/app.css"
join $more >"$to/css/more.css"

rm -r "$to/shell"
for page in htdocs/*.html; do
	page=${page##*/}
	awk -v page="$page" -f "$here/page.awk" htdocs/shell/page.html "htdocs/$page" >"$to/$page"
done
