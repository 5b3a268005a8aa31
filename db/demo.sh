#!/bin/sh
# Fills an empty database with the demo catalogue and two shelves, by running the programs themselves, as a web server
# would: what they refuse doesn't get in. usage: VITRINE_CONF=… db/demo.sh CGI_DIR
set -eu
bin=$1
here=$(dirname "$0")
password=${DEMO_PASSWORD:-vitrine-demo}

# call PROGRAM METHOD PATH TOKEN < body
call() {
	body=$(cat)
	printf '%s' "$body" | env REQUEST_METHOD="$2" PATH_INFO="$3" HTTP_AUTHORIZATION="$4" REMOTE_ADDR=127.0.0.1 \
		CONTENT_TYPE=application/json CONTENT_LENGTH="$(printf '%s' "$body" | wc -c)" "$bin/$1.cgi" > "$answer"
	if ! head -n 1 "$answer" | grep -q '^Status: 20'; then
		printf 'demo: %s %s failed: %s\n' "$1" "$3" "$(tail -n 1 "$answer")" >&2
		return 1
	fi
}
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$answer" | head -n 1; }

answer=$(mktemp)
ids=$(mktemp)
trap 'rm -f "$answer" "$ids"' EXIT

for user in mara jonas; do
	printf '{"username":"%s","password":"%s"}' "$user" "$password" | call auth POST /register ''
	eval "$user='Bearer $(text access_token)'"
done
while IFS= read -r line; do
	printf '%s' "$line" | call media POST / "$mara"
	id=$(tail -n 1 "$answer" | sed 's/^{"id":"\([^"]*\)".*/\1/')
	key=$(printf '%s' "$line" | sed 's/.*"type" *: *"\([^"]*\)", *"title" *: *"\(\([^"\\]\|\\.\)*\)".*/\1 \2/')
	printf '%s\t%s\n' "$id" "$key" >> "$ids"
done < "$here/demo.jsonl"
while IFS= read -r line; do
	user=$(printf '%s' "$line" | sed 's/.*"user" *: *"\([a-z]*\)".*/\1/')
	key=$(printf '%s' "$line" | sed 's/.*"type" *: *"\([^"]*\)", *"title" *: *"\(\([^"\\]\|\\.\)*\)".*/\1 \2/')
	id=$(awk -F '\t' -v key="$key" '$2 == key { print $1; exit }' "$ids")
	eval "token=\$$user"
	printf '%s' "$line" | sed 's/^{.*"title" *: *"\([^"\\]\|\\.\)*",\{0,1\} */{"media_id":"'"$id"'",/; s/,}$/}/' \
		| call usermedia POST / "$token"
done < "$here/demo-shelf.jsonl"
echo "Demo data: sign in as mara (the admin) or jonas, password $password."
