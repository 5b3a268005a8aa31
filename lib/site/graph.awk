# What each script imports, at once and not when it comes to it: lines of SCRIPT IMPORTED. awk -f graph.awk js/*.js js/*/*.js
/^(import|export|\}) .*'\.[^']*';( *\/\/.*)?$/ {
	split($0, part, "'")
	n = split(FILENAME, folder, "/") - 1
	m = split(part[2], step, "/")
	for (i = 1; i < m; i++) {
		if (step[i] == "..")
			n--
		else if (step[i] != ".")
			folder[++n] = step[i]
	}
	path = ""
	for (i = 1; i <= n; i++)
		path = path folder[i] "/"
	print FILENAME, path step[m]
}
