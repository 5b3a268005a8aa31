#!/bin/sh
# Writes what is in the release, as SPDX 2.3: sbom.sh FOLDER WORK VERSION. Every file of FOLDER with its checksums, and each
# package that some of them come from or have linked in: Debian's by the lists that dist.sh made in WORK, npm's by the lock
# file of vendor/.
set -eu
folder=$1 work=$2 version=$3

(cd "$folder" && find . -type f | sort) >"$work/files"
(cd "$folder" && xargs -d '\n' sha1sum) <"$work/files" >"$work/sha1"
(cd "$folder" && xargs -d '\n' sha256sum) <"$work/files" >"$work/sha256"
# SPDX 2.3, 7.9: of all files' checksums, sorted.
verification=$(cut -d ' ' -f 1 "$work/sha1" | sort | tr -d '\n' | sha1sum | cut -d ' ' -f 1)

# NAME TAB VERSION TAB LICENCE of those packages that the page takes something from.
awk -F '"' '
	FILENAME ~ /package\.json$/ { if (/"dependencies"/) inside = 1; else if (/}/) inside = 0; else if (inside) want[$2]; next }
	/^    "node_modules\// { name = substr($2, 14) }
	/^      "version"/ { at[name] = $4 }
	/^      "license"/ { licence[name] = $4 }
	END { for (name in want) print name "\t" at[name] "\t" (licence[name] ? licence[name] : "NOASSERTION") }
' lib/vendor/package.json lib/vendor/package-lock.json | sort >"$work/npm"

awk -F '\t' -v version="$version" -v verification="$verification" \
	-v created="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" '
function reference(text) { gsub(/[^A-Za-z0-9.-]/, "-", text); return text }
function relation(from, how, to) {
	relations[++count] = sprintf("{\"spdxElementId\": \"%s\", \"relationshipType\": \"%s\", \"relatedSpdxElement\": \"%s\"}", from, how, to)
}
function list(name, items, n,  i) {
	printf " \"%s\": [\n", name
	for (i = 1; i <= n; i++)
		printf "  %s%s\n", items[i], i < n ? "," : ""
	printf " ]"
}
function package(id, name, at, from, licence, more) {
	packages[++kinds] = sprintf("{\"SPDXID\": \"%s\", \"name\": \"%s\", \"versionInfo\": \"%s\", \"downloadLocation\": \"%s\", \"licenseConcluded\": \"NOASSERTION\", \"licenseDeclared\": \"%s\", \"copyrightText\": \"NOASSERTION\", %s}", id, name, at, from, licence, more)
}
function purl(text) {
	return sprintf("\"filesAnalyzed\": false, \"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\", \"referenceLocator\": \"%s\"}]", text)
}
# Versions have signs that a package URL writes as %XX.
function escaped(text) { gsub(/\+/, "%2B", text); gsub(/:/, "%3A", text); return text }
function vendor(path) {
	sub(/^v-[0-9a-f]+\//, "", path)
	if (path ~ /^vendor\/icons/) return "lucide-static"
	if (path ~ /^vendor\/logos/) return "simple-icons"
	if (path ~ /^vendor\/fonts\/bebas/) return "@fontsource/bebas-neue"
	if (path ~ /^vendor\/fonts\/fraunces/) return "@fontsource-variable/fraunces"
	if (path ~ /^vendor\/fonts\/inter/) return "@fontsource-variable/inter"
	if (path ~ /^vendor\/zxing/) return "zxing-wasm"
	return ""
}
{ part = FILENAME; sub(/.*\//, "", part) }
part == "sha1" { sha1[substr($0, 43)] = substr($0, 1, 40) }
part == "sha256" {
	path = substr($0, 67)
	file[++files] = path
	id[substr(path, 3)] = "SPDXRef-File-" files
	sha256[path] = substr($0, 1, 64)
}
part == "debian" {
	package("SPDXRef-Package-" reference($1), $2, $3, "https://snapshot.debian.org/package/" $4 "/" $5 "/", "NOASSERTION",
		"\"supplier\": \"Organization: Debian\", \"sourceInfo\": \"built from: " $4 " " $5 "\", \"licenseComments\": \"licenses/" $4 ".txt\", " \
		purl("pkg:deb/debian/" escaped($2) "@" escaped($3) "?arch=" $6))
}
part == "npm" {
	url = $1
	sub(/^@/, "%40", url)
	package("SPDXRef-Package-npm-" reference($1), $1, $2, "https://www.npmjs.com/package/" $1 "/v/" $2, $3, purl("pkg:npm/" url "@" $2))
}
part == "linked-packages" { relation(id[$1], "STATIC_LINK", "SPDXRef-Package-" reference($2)) }
part == "carried-packages" { relation("SPDXRef-Package-" reference($2), "CONTAINS", id[$1]) }
END {
	for (i = 1; i <= files; i++) {
		path = substr(file[i], 3)
		entries[i] = sprintf("{\"SPDXID\": \"%s\", \"fileName\": \"%s\", \"checksums\": [{\"algorithm\": \"SHA1\", \"checksumValue\": \"%s\"}, {\"algorithm\": \"SHA256\", \"checksumValue\": \"%s\"}]}",
			id[path], file[i], sha1[file[i]], sha256[file[i]])
		relation("SPDXRef-Package-vitrine", "CONTAINS", id[path])
		if (vendor(path))
			relation(id[path], "GENERATED_FROM", "SPDXRef-Package-npm-" reference(vendor(path)))
	}
	package("SPDXRef-Package-vitrine", "vitrine", version, "NOASSERTION", "MIT",
		"\"primaryPackagePurpose\": \"APPLICATION\", \"filesAnalyzed\": true, \"packageVerificationCode\": {\"packageVerificationCodeValue\": \"" \
		verification "\", \"packageVerificationCodeExcludedFiles\": [\"./sbom.spdx.json\"]}")
	relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package-vitrine")
	printf "{\n \"spdxVersion\": \"SPDX-2.3\",\n \"dataLicense\": \"CC0-1.0\",\n \"SPDXID\": \"SPDXRef-DOCUMENT\",\n"
	printf " \"name\": \"vitrine-%s\",\n \"documentNamespace\": \"https://spdx.org/spdxdocs/vitrine-%s-%s\",\n", version, version, verification
	printf " \"creationInfo\": {\"created\": \"%s\", \"creators\": [\"Tool: vitrine-make-dist\"]},\n", created
	list("packages", packages, kinds)
	printf ",\n"
	list("files", entries, files)
	printf ",\n"
	list("relationships", relations, count)
	printf "\n}\n"
}' "$work/sha1" "$work/sha256" "$work/debian" "$work/npm" "$work/linked-packages" "$work/carried-packages"
