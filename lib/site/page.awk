# A page: its own part put into the shell that all pages have.
#	awk -v page=NAME.html -v imports=FILE -f page.awk htdocs/shell/page.html htdocs/NAME.html
# What is before <main> goes into the head. A line there may say what differs in the shell:
#	<!-- search: ADDRESS PROGRAM WORDS -->	where the search box leads, when it isn't the catalogue: the screen, and
#						the program whose page does it for who has no script
#	<!-- within: ADDRESS -->	the place in the navigation that it belongs to, when that isn't itself
#	<!-- policy: WORDS -->	what scripts may do here beyond the policy of all pages
# What is true only where scripts run stands, there and in the shell, between lines of its own:
#	<!-- by script: -->
#	<!-- :by script -->
# It becomes one comment, which nothing shows, and which js/core/theme.js puts in its place before it could be drawn.
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

function fail(words) {
	print "site: " page ": " words >"/dev/stderr"
	failed = 1
	exit 1
}

# `--` ends a comment for some browsers, and <noscript> within would be shown by those that have scripts.
/^[ \t]*<!-- by script: -->$/ {
	if (scripted++)
		fail("by script within by script")
	sub(/<!-- by script: -->/, "<!--by script")
}
/^[ \t]*<!-- :by script -->$/ {
	if (scripted-- != 1)
		fail(":by script without its beginning")
	sub(/<!-- :by script -->/, "-->")
}
scripted && (gsub(/--/, "--") > (/<!--by script$/ ? 1 : 0) || /<noscript|<script/)  {
	fail("not in what is by script: " $0)
}

FNR == NR {
	shell[++lines] = $0
	next
}
!body && /^<!-- search: / {
	search = $3
	program = $4
	words = $0
	sub(/^<!-- search: [^ ]+ [^ ]+ /, "", words)
	sub(/ -->$/, "", words)
	next
}
!body && /^<!-- within: / {
	within = $3
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
	if (failed)
		exit 1
	if (main == "" || head !~ /<title>/ || scripted)
		fail("no title, no main, or no end of what is by script")
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
		if (navigation && within != "")
			line = put(line, "href=\"" within "\"", "href=\"" within "\" aria-current=\"true\"")
		if (line == "@HEAD@")
			printf "%s%s", head, more
		else if (line == "@MAIN@")
			printf "%s", main
		else {
			line = put(line, "@SEARCH@", search == "" ? "catalogue.html" : search)
			line = put(line, "@SEARCH_PROGRAM@", program == "" ? "media.cgi" : program)
			print put(line, "@SEARCH_WORDS@", words == "" ? "Search the catalogue" : words)
		}
	}
}
