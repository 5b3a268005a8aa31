# A page: its own part put into the shell that all pages have.
#	awk -v page=NAME.html -v imports=FILE -f page.awk htdocs/shell/page.html htdocs/NAME.html
# What is before <main> goes into the head. A line there may say what differs in the shell:
#	<!-- search: ADDRESS WORDS -->	where the search box leads, when it isn't the catalogue
#	<!-- policy: WORDS -->	what scripts may do here beyond the policy of all pages
# Links of the navigation and of the menu that lead to the page itself say so, and so does what opens the menu. What its
# script imports, and what that imports (FILE, made by graph.awk), is asked for at once and not when it comes to it.

function put(text, what, with,    at) {
	while ((at = index(text, what)) > 0) {
		done = done substr(text, 1, at - 1) with
		text = substr(text, at + length(what))
	}
	text = done text
	done = ""
	return text
}

BEGIN {
	while ((getline line <imports) > 0) {
		split(line, part, " ")
		imported[part[1]] = imported[part[1]] " " part[2]
	}
}
# The lines for all that a script leads to.
function preload(script,    queue, turn, many, n, i, lines) {
	queue[many = 1] = script
	for (turn = 1; turn <= many; turn++) {
		n = split(imported[queue[turn]], part, " ")
		for (i = 1; i <= n; i++) {
			if (part[i] in asked)
				continue
			asked[part[i]]
			queue[++many] = part[i]
			lines = lines "<link rel=\"modulepreload\" href=\"" part[i] "\">\n"
		}
	}
	return lines
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
!body && /^<!-- policy: / {
	policy = $0
	sub(/^<!-- policy: /, "", policy)
	sub(/ -->$/, "", policy)
	next
}
/^<main/ { body = 1 }
body { main = main $0 "\n" }
!body && NF { head = head $0 "\n" }
!body && /<script type="module" src="/ {
	split($0, part, "src=\"")
	sub(/".*/, "", part[2])
	more = more preload(part[2])
}

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
		if (policy != "" && line ~ /"Content-Security-Policy"/)
			line = put(line, "script-src 'self'", "script-src 'self' " policy)
		if (line ~ /<nav/ || line ~ /id="you"/)
			navigation = 1
		if (line ~ /<\/nav>/)
			navigation = 0
		if (in_menu == "both" || in_menu == "narrow" && line !~ /class="me"/)
			line = put(line, "popovertarget=\"you\"", "popovertarget=\"you\" aria-current=\"true\"")
		if (navigation)
			line = put(line, "href=\"" page "\"", "href=\"" page "\" aria-current=\"page\"")
		if (line == "@HEAD@")
			printf "%s%s", head, more
		else if (line == "@MAIN@")
			printf "%s", main
		else {
			line = put(line, "@SEARCH@", search == "" ? "catalogue.html" : search)
			print put(line, "@SEARCH_WORDS@", words == "" ? "Search the catalogue" : words)
		}
	}
}
