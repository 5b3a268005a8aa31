# A script as it travels, with what travels in it: the scripts that TOGETHER names, after those that they import.
#	awk -v to=js/ui/shell.js -v together=TOGETHER -f join.awk js/core/storage.js … js/ui/shell.js
# Each line of TOGETHER is a script and those in it. What a script imports from one that travels in another it gets from
# that one. They share what is theirs alone, so each of their names is declared once: else there is no joined script.

function resolved(file, address,    folder, step, n, m, i, path) {
	n = split(file, folder, "/") - 1
	m = split(address, step, "/")
	for (i = 1; i < m; i++) {
		if (step[i] == "..")
			n--
		else if (step[i] != ".")
			folder[++n] = step[i]
	}
	for (i = 1; i <= n; i++)
		path = path folder[i] "/"
	path = path step[m]
	return path in carrier ? carrier[path] : path
}
# From the joined script to another.
function address(path,    from, there, n, m, i, k, text) {
	n = split(to, from, "/") - 1
	m = split(path, there, "/")
	for (k = 1; k <= n && from[k] == there[k]; k++)
		;
	for (i = k; i <= n; i++)
		text = text "../"
	if (text == "")
		text = "./"
	for (i = k; i < m; i++)
		text = text there[i] "/"
	return text there[m]
}
function import_from(file, statement,    part, path, name, n, i) {
	split(statement, part, "'")
	path = resolved(file, part[2])
	# What is within has one name, and all names that come from elsewhere are in braces.
	if (statement !~ /^import (\{[^}]*\} from )?'/ || (path == to && statement ~ / as /))
		stop("\"" statement "\" in " file " can't be joined")
	if (path == to)
		return
	if (!(path in names)) {
		order[++imports] = path
		names[path] = ""
	}
	if (!match(statement, /\{[^}]*\}/))
		return
	n = split(substr(statement, RSTART + 1, RLENGTH - 2), name, ",")
	for (i = 1; i <= n; i++) {
		gsub(/^[ \t]+|[ \t]+$/, "", name[i])
		if (name[i] == "" || (path, name[i]) in imported)
			continue
		imported[path, name[i]]
		declare(name[i])
		names[path] = names[path] (names[path] == "" ? "" : ", ") name[i]
	}
}
function stop(why) {
	print "site: " why >"/dev/stderr"
	wrong = 1
	exit 1
}
function declare(name) {
	if (name in declared)
		stop(name " is declared in " declared[name] " and in " FILENAME ", which travel as one")
	declared[name] = FILENAME
}

BEGIN {
	while ((getline line <together) > 0) {
		n = split(line, part, " ")
		for (i = 2; i <= n; i++)
			carrier["js/" part[i] ".js"] = "js/" part[1] ".js"
	}
}
statement != "" || /^import ([^(]*[ {])?['{a-zA-Z*]/ {
	statement = statement $0
	if (/'\.[^']*';/) {
		import_from(FILENAME, statement)
		statement = ""
	}
	next
}
{
	line = ""
	rest = $0
	while (match(rest, /import\('\.[^']*'\)/)) {
		line = line substr(rest, 1, RSTART - 1) "import('" \
			address(resolved(FILENAME, substr(rest, RSTART + 8, RLENGTH - 10))) "')"
		rest = substr(rest, RSTART + RLENGTH)
	}
	body = body line rest "\n"
	# What a script declares for all of itself stands at the beginning of a line.
	rest = $0
	if (sub(/^(export )?(async )?(const|let|class|function) /, "", rest)) {
		sub(/( =|;| extends | \{$|\().*/, "", rest)
		gsub(/[][{} ]/, "", rest)
		n = split(rest, part, ",")
		for (i = 1; i <= n; i++)
			declare(part[i])
	}
}
END {
	if (wrong)
		exit 1
	for (i = 1; i <= imports; i++)
		if (names[order[i]] == "")
			print "import '" address(order[i]) "';"
		else
			print "import { " names[order[i]] " } from '" address(order[i]) "';"
	printf "%s", body
}
