# A page: its own part put into the shell that all pages have.
#	awk -v page=NAME.html -f page.awk htdocs/shell/page.html htdocs/NAME.html
# What is before <main> goes into the head. Two lines there may say what differs in the shell:
#	<!-- search: ADDRESS WORDS -->	where the search box leads, when it isn't the catalogue
#	<!-- images: SOURCE -->		where pictures may come from besides
# Links of the navigation and of the menu that lead to the page itself say so, and so does what opens the menu.

function put(text, what, with,    at) {
	while ((at = index(text, what)) > 0) {
		done = done substr(text, 1, at - 1) with
		text = substr(text, at + length(what))
	}
	text = done text
	done = ""
	return text
}

FNR == NR {
	shell[++lines] = $0
	next
}
!body && /^<!-- search: / {
	search = $3
	words = $0
	sub(/^<!-- search: [^ ]+ /, "", words)
	sub(/ -->$/, "", words)
	next
}
!body && /^<!-- images: / {
	images = " " $3
	next
}
/^<main/ { body = 1 }
body { main = main $0 "\n" }
!body && NF { head = head $0 "\n" }

END {
	if (main == "" || head !~ /<title>/) {
		print "site: " page " has no title, or no main" >"/dev/stderr"
		exit 1
	}
	# On narrow screens the menu has more in it than on wide ones, where the rail has that.
	for (i = 1; i <= lines; i++)
		if (index(shell[i], "class=\"item") && index(shell[i], "href=\"" page "\""))
			in_menu = index(shell[i], "only-narrow") ? "narrow" : "both"
	for (i = 1; i <= lines; i++) {
		line = shell[i]
		if (line ~ /<nav/ || line ~ /id="you"/)
			navigation = 1
		if (line ~ /<\/nav>/)
			navigation = 0
		if (in_menu == "both" || in_menu == "narrow" && line !~ /class="me"/)
			line = put(line, "popovertarget=\"you\"", "popovertarget=\"you\" aria-current=\"true\"")
		if (navigation)
			line = put(line, "href=\"" page "\"", "href=\"" page "\" aria-current=\"page\"")
		if (line == "@HEAD@")
			printf "%s", head
		else if (line == "@MAIN@")
			printf "%s", main
		else {
			line = put(line, "@SEARCH@", search == "" ? "catalogue.html" : search)
			line = put(line, "@SEARCH_WORDS@", words == "" ? "Search the catalogue" : words)
			print put(line, "@IMAGES@", images)
		}
	}
}
