#!/bin/sh
# Fills an empty database with the demo catalogue and two people's shelves and lists, by running the programs themselves, as
# a web server would: what they refuse doesn't get in. usage: VITRINE_CONF=… db/demo.sh CGI_DIR
#
# demo.jsonl holds a title a line (by mara, unless it says "user"), demo-shelf.jsonl what somebody does with one,
# demo-lists.jsonl a list, or one of its titles below it. Dates are days before today, so that the shelves are in use whenever
# they are loaded; those of "before", the other times through a title, are as the diary takes them. All are written by hand in one form (a space after a colon, members in this order), which is why awk is
# enough to read them.
set -eu
export LC_ALL=C
bin=$1
here=$(dirname "$0")
password=${DEMO_PASSWORD:-vitrine-demo}
tab=$(printf '\t')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export REMOTE_ADDR=127.0.0.1 CONTENT_TYPE=application/json REQUEST_METHOD PATH_INFO CONTENT_LENGTH HTTP_AUTHORIZATION=

# call PROGRAM METHOD PATH BODY: $answer is its body.
call() {
	REQUEST_METHOD=$2 PATH_INFO=$3 CONTENT_LENGTH=${#4}
	"$bin/$1.cgi" >"$work/answer" <<-END
	$4
	END
	{
		read -r status
		while IFS= read -r line || [ -n "$line" ]; do answer=$line; done
	} <"$work/answer"
	case $status in 'Status: 20'*) return;; esac
	echo "demo: $1 $3 failed: $answer" >&2
	exit 1
}
# The value of a member of $answer.
text() { value=${answer#*\"$1\":\"}; value=${value%%\"*}; }

for user in mara jonas; do
	call auth POST /register "{\"username\":\"$user\",\"password\":\"$password\"}"
	text access_token
	eval "$user='Bearer $value'"
done
HTTP_AUTHORIZATION="Bearer $value"	# jonas, the last
call users PATCH /me '{"tonight": "members"}'	# mara may draw for both

awk '{ user = sub(/"user": "jonas", /, "") ? "jonas" : "mara"; print user "\t" $0 }' "$here/demo.jsonl" >"$work/titles"
while IFS=$tab read -r user body; do
	eval "HTTP_AUTHORIZATION=\$$user"
	call media POST / "$body"
	text id
	echo "$value"
done <"$work/titles" >"$work/ids"

awk -v now="$(date +%s)" '
# Takes a member out of the line: its value is what it returns.
function take(name, form,	at, value) {
	if (!match($0, "\"" name "\": " form))
		return ""
	value = substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
	$0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
	return value
}
# Days within a text: "lent_on": -95.
function dated(text,	at, head) {
	while (match(text, /"(lent_on|due_on)": -?[0-9]+/)) {
		at = RSTART + RLENGTH
		head = substr(text, 1, at - 1)
		match(head, /-?[0-9]+$/)
		text = substr(head, 1, RSTART - 1) "\"" strftime("%Y-%m-%d", now + substr(head, RSTART) * 86400, 1) "\"" substr(text, at)
	}
	return text
}
function date(name,	days) {
	days = take(name, "-[0-9]+")
	if (days != "")
		rest = rest ", \"" name "\": \"" strftime("%Y-%m-%d", now + days * 86400, 1) "\""
}
function call(program, method, path, body) { print user "\t" program "\t" method "\t" path "\t" body }
# A list; its titles follow, and have `=` for its id.
FILENAME ~ /demo-lists.jsonl$/ && /"name": / {
	user = take("user", string)
	gsub(/"/, "", user)
	sub(/^\{, /, "{")
	call("lists", "POST", "/", $0)
	next
}
BEGIN { string = "\"([^\"\\\\]|\\\\.)*\"" }
FILENAME ~ /ids$/ { ids[FNR] = $0; next }
{ key = take("type", string) take("title", string) }
FILENAME ~ /demo.jsonl$/ { id[key] = ids[FNR]; next }
FILENAME ~ /demo-lists.jsonl$/ {
	gsub(/^[{, ]+|[}, ]+$/, "")
	call("lists", "POST", "/=/items", "{\"media_id\": \"" id[key] "\"" ($0 == "" ? "" : ", " $0) "}")
	next
}
{
	user = take("user", string)
	gsub(/"/, "", user)
	before = take("before", "\\[[^]]*\\]")	# with ratings of its own
	rating = take("rating", "[0-5](\\.5)?")
	review = take("review", string)
	copies = take("copies", "\\[[^]]*\\]")
	rest = "\"media_id\": \"" id[key] "\""
	date("start_date")
	date("end_date")
	gsub(/^[{, ]+|[}, ]+$/, "")
	gsub(/(, )+/, ", ")
	call("usermedia", "POST", "/", "{" rest ($0 == "" ? "" : ", " $0) "}")
	if (rating != "")
		call("media", "PUT", "/" id[key] "/rating", "{\"value\": " rating "}")
	if (review != "")
		call("media", "POST", "/" id[key] "/reviews", "{\"content\": " review "}")
	for (n = split(copies, copy, /[[{}]+(, |\])?/); n > 0; n--)
		if (copy[n] != "")
			call("collection", "POST", "/copies", "{\"media_id\": \"" id[key] "\", " dated(copy[n]) "}")
	for (n = split(before, time, /[[{}]+(, |\])?/); n > 0; n--)
		if (time[n] != "")
			call("diary", "POST", "/", "{\"media_id\": \"" id[key] "\", " time[n] "}")
}' "$work/ids" "$here/demo.jsonl" "$here/demo-shelf.jsonl" "$here/demo-lists.jsonl" >"$work/calls"
while IFS=$tab read -r user program method path body; do
	eval "HTTP_AUTHORIZATION=\$$user"
	case $path in
	/=/*) path=/$list/${path#/=/};;
	esac
	call "$program" "$method" "$path" "$body"
	case $program$path in
	lists/) text id; list=$value;;
	esac
done <"$work/calls"
echo "Demo data: sign in as mara (the admin) or jonas, password $password."
