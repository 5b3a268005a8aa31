#!/bin/sh
# Installs what a fresh Debian machine lacks.
#
#	deps.sh packages NAME...	the packages that are missing; NAME is a package, or COMMAND=PACKAGE where
#					another source of that command (a newer Node.js) will do
#	deps.sh cjson ARCHIVE		builds cJSON as a static archive, which Debian has only as source
set -eu

# As root, or through whatever this machine becomes root by. Only ever called when something is missing.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "Not root and no sudo here. As root, run: apt-get install$missing" >&2
		return 1
	fi
}

# A server's package starts a service on port 80, which nobody asked for: keep it from starting, now by the policy
# (unless the machine has its own), at the next boot by disabling it.
install_quietly() {
	as_root sh -c '
		policy=/usr/sbin/policy-rc.d
		if [ ! -e $policy ]; then
			trap "rm -f $policy" EXIT
			printf "#!/bin/sh\nexit 101\n" >$policy && chmod 755 $policy
		fi
		export DEBIAN_FRONTEND=noninteractive
		apt-get install -y -q --no-install-recommends "$@" || {
			# The lists may be missing or old. One unreachable source is no reason to stop: the install decides.
			apt-get update -q
			apt-get install -y -q --no-install-recommends "$@" || exit
		}
		case " $* " in *" lighttpd "*)
			[ ! -d /run/systemd/system ] || systemctl disable -q lighttpd.service;;
		esac
	' install "$@"
}

packages() {
	missing=
	for name; do
		case $name in
		*=*)	command -v "${name%%=*}" >/dev/null || missing="$missing ${name#*=}";;
		*)	case $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) in
			installed*) ;;
			*) missing="$missing $name";;
			esac;;
		esac
	done
	[ -n "$missing" ] || return 0
	echo "Installing:$missing"
	# shellcheck disable=SC2086 # a list of names
	install_quietly $missing
}

# This machine's own sources (both formats) as sources of source packages: those that cJSON's binary package comes from,
# or all where apt has no lists yet to tell.
source_lists() {	# source_lists DIR
	uris=$(apt-cache madison libcjson-dev | awk -F' *[|] *' '{ split($3, word, " "); print word[1] }' | sort -u)
	rm -rf "$1" && mkdir -p "$1"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ ! -r "$file" ] || awk -v uris="$uris" '
			BEGIN { n = split(uris, want) }
			$1 == "deb" {
				wanted = n == 0
				for (i = 1; i <= n; i++)
					wanted += index($0, want[i] " ") || index($0, want[i] "/ ")
				if (wanted) { sub(/deb/, "deb-src"); print }
			}' "$file"
	done >"$1/own.list"
	for file in /etc/apt/sources.list.d/*.sources; do
		# A stanza a record; one with Enabled: no is left out.
		[ ! -r "$file" ] || awk -v uris="$uris" '
			BEGIN { RS = ""; n = split(uris, want) }
			tolower($0) !~ /(^|\n)enabled: *no/ && /(^|\n)Types:[^\n]*deb( |\n|$)/ {
				wanted = n == 0
				for (i = 1; i <= n; i++)
					wanted += index($0, want[i])
				if (wanted) { sub(/Types:[^\n]*/, "Types: deb-src"); print $0 "\n" }
			}' "$file"
	done >"$1/own.sources"
}

cjson() {
	out=$(realpath -m "$1")
	work=$(dirname "$out")/cjson-source
	rm -rf "$work" && mkdir -p "$work/lists/partial" "$work/unpacked"
	source_lists "$work/parts"
	# Private lists and sources, so that nothing of the system's apt changes; no sandbox user, who may not read here.
	set -- -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User="$(id -un)"
	version=$(dpkg-query -W -f='${source:Version}' libcjson-dev)
	(
		cd "$work/unpacked"
		apt-get "$@" update
		# The header is that of libcjson-dev, so the same version if the archive still has it.
		apt-get "$@" source "cjson=$version" || apt-get "$@" source cjson
	) >"$work/log" 2>&1 || {
		cat "$work/log" >&2
		echo "cJSON's source package could not be had from this machine's own apt sources." >&2
		return 1
	}
	${CC:-gcc} -O2 -g -ffunction-sections -fdata-sections -fno-pie -c -o "$work/cJSON.o" "$work"/unpacked/cjson-*/cJSON.c
	ar rcs "$out.tmp" "$work/cJSON.o"
	mv "$out.tmp" "$out"
	rm -rf "$work"
}

"$@"
