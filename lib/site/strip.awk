# A script or a style sheet as it travels: without the lines that are nothing but comment or space, and without indentation.
# What is in a template (`…`, over lines) stays as it is. A test holds it against what it was made of (tests/web).
BEGIN { script = FILENAME }
FNR == 1 { script = FILENAME ~ /\.js$/ }

# A style sheet's comment, or a script's, that has its lines to itself.
comment {
	if (index($0, "*/"))
		comment = 0
	next
}
!template && /^[ \t]*\/\*/ && (!index($0, "*/") || /\*\/[ \t]*$/) {
	comment = !index($0, "*/")
	next
}
!template && (/^[ \t]*$/ || (script && /^[ \t]*\/\//)) { next }
{
	line = $0
	if (!template)
		sub(/^[ \t]+/, "")
	if (!script)
		sub(/[ \t]*\/\*.*\*\/$/, "")
	print
	if (script) {
		gsub(/\\./, "", line)
		gsub(/'[^'`]*'/, "", line)
		gsub(/'[^'`]*`[^']*'|\/\/ .*$/, "", line)
		if (gsub(/`/, "", line) % 2)
			template = !template
	}
}
