#!/bin/sh
# Gets what a fresh Debian machine lacks. What came from the network is kept: the next build needs none.
#
#	deps.sh packages NAME...	the packages that are missing; NAME is a package, or COMMAND=PACKAGE where another
#					source of that command (a newer Node.js) will do
#	deps.sh foreign ARCH		refuses where apt knows no packages of that architecture
#	deps.sh cjson ARCHIVE		builds cJSON and cJSON_Utils as a static archive, which Debian has only as source; that
#					stays beside it, and the headers are in include/ there
#	deps.sh qrencode ARCHIVE	the same of libqrencode, which Debian 12 has only as a shared library
#	deps.sh curl ARCHIVE		the same of libcurl, with what we need of it: https, by OpenSSL and zlib. Debian's own needs
#					twenty libraries more, all of which would have to be carried
#	deps.sh sqlite3 ARCHIVE		the same of SQLite, with what we need of it (sqlite.org/compile.html). A program that lives for
#					one request is a tenth faster than with Debian's own, which is made for everybody. It is
#					compiled twice: in between, lib/train.c shows the compiler what is run
#	deps.sh npm FOLDER		what the lock file of FOLDER names, unless it is there already
#	deps.sh room MIB FOLDER...	refuses where a disk has less room than that
set -eu

# What apt and npm say is looked into.
export LC_ALL=C

# What is built here is as hard to misuse as our own: the Makefile's flags.
: "${HARDEN:=}"

# Whether a client's log tells of a network that isn't there: prints one such line.
offline() {
	grep -m 1 -oE "(Temporary failure resolving|Could not resolve|Could not connect to|Cannot initiate the connection|Unable to connect to|Connection failed|Connection timed out|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH).*" "$1"
}

# As root, or through whatever this machine becomes root by. Only ever called when something is missing.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
		sudo "$@"
	else
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
		log=$1
		shift
		apt-get install -y -q --no-install-recommends "$@" || {
			# The lists may be missing or old. One unreachable source is no reason to stop: the install decides.
			{ apt-get update -q; } 2>&1 | tee "$log"
			apt-get install -y -q --no-install-recommends "$@" || exit
		}
		for server in lighttpd.service nginx.service fcgiwrap.socket; do
			case " $* " in *" ${server%.*} "*)
				[ ! -d /run/systemd/system ] || systemctl disable -q "$server";;
			esac
		done
	' install "$@"
}

foreign() {
	{ dpkg --print-architecture; dpkg --print-foreign-architectures; } | grep -qx "$1" || {
		echo "Packages for $1 are not known here. As root, run: dpkg --add-architecture $1 && apt-get update" >&2
		return 1
	}
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
	echo "Missing here, and asked for from apt:$missing"
	log=$(mktemp)
	# shellcheck disable=SC2086 # a list of names
	install_quietly "$log" $missing || {
		! why=$(offline "$log") || echo "apt doesn't get through to its sources: $why" >&2
		rm -f "$log"
		if [ "$(id -u)" = 0 ]; then
			echo "These packages are missing here, and could not be installed:$missing" >&2
		else
			echo "These packages are missing here, and need root to be installed. As root, run: apt-get install$missing" >&2
		fi
		return 1
	}
	rm -f "$log"
}

# This machine's own sources (both formats) as sources of source packages: those that cJSON's binary package comes from,
# or all where apt has no lists yet to tell.
source_lists() {	# source_lists DIR PACKAGE
	uris=$(apt-cache madison "$2" | awk -F' *[|] *' '{ split($3, word, " "); print word[1] }' | sort -u)
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
	version=$(dpkg-query -W -f='${source:Version}\n' libcjson-dev | head -n 1)
	kept=$(dirname "$out")/cjson-$version
	[ -r "$kept/cJSON_Utils.c" ] || fetch_cjson
	mkdir -p "$(dirname "$out")/include/cjson"
	cp "$kept"/cJSON*.h "$(dirname "$out")/include/cjson"
	archive_of cJSON cJSON_Utils
}

# Compiles parts of the source that is kept into the archive; flags of its own are in $own.
# shellcheck disable=SC2086 # lists of options
archive_of() {	# archive_of PART...
	rm -rf "$out.parts" && mkdir "$out.parts"
	for part; do
		${CC:-gcc} -O2 -g $HARDEN ${own:-} -ffunction-sections -fdata-sections -fno-pie -c -o "$out.parts/$part.o" "$kept/$part.c"
	done
	rm -f "$out.tmp"
	ar rcs "$out.tmp" "$out.parts"/*.o
	mv "$out.tmp" "$out"
	rm -rf "$out.parts"
}

qrencode() {
	out=$(realpath -m "$1")
	work=$(dirname "$out")/qrencode-source
	version=$(dpkg-query -W -f='${source:Version}\n' libqrencode-dev | head -n 1)
	kept=$(dirname "$out")/qrencode-$version
	[ -r "$kept/qrencode.c" ] || {	# Debian changes nothing of the code
		fetch_source qrencode libqrencode-dev --tar-only || return 1
		tar -xf "$work"/unpacked/qrencode_*.orig.tar.* -C "$work/unpacked"
		rm -rf "$kept" && mv "$work"/unpacked/qrencode-*/ "$kept" && rm -rf "$work"
	}
	own="-DMAJOR_VERSION=4 -DMINOR_VERSION=1 -DMICRO_VERSION=1 -DVERSION=\"\" -DSTATIC_IN_RELEASE=static"
	archive_of bitstream mask mmask mqrspec qrencode qrinput qrspec rsecc split
}

# A source package of Debian's, unpacked below $work/unpacked; $version of it, if the archive still has that. With --tar-only
# it is what it is made of, as it came.
# shellcheck disable=SC2086 # no option is no word
fetch_source() {	# fetch_source NAME DEV-PACKAGE [--tar-only]
	name=$1 only=${3:-}
	rm -rf "$work" && mkdir -p "$work/lists/partial" "$work/unpacked"
	source_lists "$work/parts" "$2"
	exec 9>"$(dirname "$work")/fetching"	# one at a time; what was fetched is built side by side
	flock 9
	# Private lists and sources, so that nothing of the system's apt changes; no sandbox user, who may not read here.
	set -- -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User="$(id -un)"
	(
		cd "$work/unpacked"
		apt-get "$@" update
		apt-get "$@" source $only "$name=$version" || apt-get "$@" source $only "$name"
	) >"$work/log" 2>&1 || {
		if why=$(offline "$work/log"); then
			echo "The network is missing, and the first build needs it for the source of $name: $why" >&2
			echo "Connect this machine, or copy build/deps from a clone that was built on the same release." >&2
		else
			cat "$work/log" >&2
			echo "The source package of $name could not be had from this machine's own apt sources." >&2
		fi
		return 1
	}
	exec 9>&-
}

curl() {
	out=$(realpath -m "$1")
	work=$(dirname "$out")/curl-source
	version=$(dpkg-query -W -f='${source:Version}\n' libcurl4-openssl-dev | head -n 1)
	kept=$(dirname "$out")/curl-$version
	[ -x "$kept/configure" ] || {
		fetch_source curl libcurl4-openssl-dev || return 1
		find "$work/unpacked" -name '*.d' -delete	# make would take its manual for rules
		rm -rf "$kept" && mv "$work"/unpacked/curl-*/ "$kept" && rm -rf "$work"
	}
	rm -rf "$work" && mkdir -p "$work"
	(
		# What Debian's patches touched must not look newer than what was made of it.
		find "$kept" -exec touch -d @0 {} +
		cd "$work"
		# (OpenSSL's macros name the file they are used in.)
		export CFLAGS="-O2 -g $HARDEN -ffunction-sections -fdata-sections -fno-pie -ffile-prefix-map=$kept=curl -ffile-prefix-map=$work=curl" CC="${CC:-gcc}"
		"$kept/configure" --host="$($CC -dumpmachine)" --disable-dependency-tracking --disable-shared --with-openssl --with-zlib \
			--disable-alt-svc --disable-ares --disable-cookies --disable-dict --disable-doh --disable-file --disable-ftp \
			--disable-gopher --disable-hsts --disable-imap --disable-ldap --disable-ldaps --disable-libcurl-option --disable-manual \
			--disable-mime --disable-mqtt --disable-netrc --disable-ntlm --disable-ntlm-wb --disable-pop3 --disable-rtsp \
			--disable-smb --disable-smtp --disable-socketpair --disable-telnet --disable-tftp --disable-tls-srp \
			--disable-unix-sockets --disable-websockets --disable-kerberos-auth --disable-negotiate-auth --disable-aws \
			--enable-threaded-resolver --without-brotli --without-gssapi --without-libgsasl --without-libidn2 --without-libpsl \
			--without-librtmp --without-libssh --without-libssh2 --without-nghttp2 --without-ngtcp2 --without-quiche \
			--without-zstd --without-ca-bundle --without-ca-path
		make -C lib -j"$(nproc)"
	) >"$work.log" 2>&1 || {
		tail -n 30 "$work.log" >&2
		return 1
	}
	cp "$work/lib/.libs/libcurl.a" "$out.tmp"
	mv "$out.tmp" "$out"
	rm -rf "$work" "$work.log"
}

# The amalgamation is made here once, and kept; its licence is the public domain.
# shellcheck disable=SC2086 # lists of options
sqlite3() {
	out=$(realpath -m "$1")
	work=$(dirname "$out")/sqlite-source
	version=$(dpkg-query -W -f='${source:Version}\n' libsqlite3-dev | head -n 1)
	kept=$(dirname "$out")/sqlite-$version
	[ -r "$kept/sqlite3.h" ] || {
		fetch_source sqlite3 libsqlite3-dev || return 1
		(
			mkdir "$work/made" && cd "$work/made"
			sh "$work"/unpacked/sqlite3-*/configure --disable-tcl --disable-readline
			make sqlite3.c
		) >"$work/log" 2>&1 || {
			tail -n 30 "$work/log" >&2
			return 1
		}
		rm -rf "$kept" && mkdir "$kept"
		cp "$work/made/sqlite3.c" "$kept"
		cp "$work/made/sqlite3.h" "$kept"
		rm -rf "$work"
	}
	mkdir -p "$(dirname "$out")/include"
	cp "$kept/sqlite3.h" "$(dirname "$out")/include"
	# No threads, and no lookaside, as lib/db has memory of its own. What is temporary is in memory, and of a WAL that grew under
	# constant readers 8 MiB are kept. The HAVE_s are those of Linux: without the first a wait is a whole second.
	flags="$HARDEN -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -fno-pie
		-DHAVE_USLEEP=1 -DHAVE_FDATASYNC=1 -DHAVE_GMTIME_R=1 -DHAVE_STRERROR_R=1 -DHAVE_ISNAN=1 -DSQLITE_DQS=0
		-DSQLITE_ENABLE_FTS5 -DSQLITE_SECURE_DELETE -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_USE_ALLOCA -DSQLITE_UNTESTABLE
		-DSQLITE_TEMP_STORE=3 -DSQLITE_DEFAULT_JOURNAL_SIZE_LIMIT=8388608
		-DSQLITE_THREADSAFE=0 -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_LOOKASIDE -DSQLITE_OMIT_AUTHORIZATION
		-DSQLITE_OMIT_DECLTYPE -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_DESERIALIZE -DSQLITE_OMIT_LOAD_EXTENSION
		-DSQLITE_OMIT_LOCALTIME -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_OMIT_TCL_VARIABLE"
	# Every program has a copy, so size counts: only what a request runs through is made fast, and that without copies.
	rm -rf "$work" && mkdir -p "$work"
	sed 's/ *--.*//' db/migrations/0001_house.sql >"$work/schema.sql"
	train=$(realpath lib/train.c)
	(
		cd "$work"
		if [ -z "${CC:-}" ]; then
			set -- -O2 -fprofile-update=single -fprofile-generate
			gcc "$@" $flags -c -o sqlite3.o "$kept/sqlite3.c"
			gcc "$@" -no-pie -I"$kept" -o train "$train" sqlite3.o -lm
			./train train.db schema.sql
			set -- -O2 -fprofile-use -fno-inline-functions -fno-ipa-cp-clone -fno-peel-loops -fno-split-loops -fno-tracer \
				-fno-tree-vectorize -fno-unroll-loops -fno-unswitch-loops -fno-align-functions -fno-align-jumps \
				-fno-align-labels -fno-align-loops
		else	# for another machine: it can't be trained on this one
			set -- -Os -finline-small-functions
		fi
		${CC:-gcc} "$@" $flags -c -o sqlite3.o "$kept/sqlite3.c"
	)
	rm -f "$out.tmp"
	ar rcs "$out.tmp" "$work/sqlite3.o"
	mv "$out.tmp" "$out"
	rm -rf "$work"
}

fetch_cjson() {
	fetch_source cjson libcjson-dev || return 1
	rm -rf "$kept.new" && mkdir "$kept.new"
	cp "$work"/unpacked/cjson-*/cJSON.[ch] "$work"/unpacked/cjson-*/cJSON_Utils.[ch] "$work"/unpacked/cjson-*/LICENSE "$kept.new"
	rm -rf "$kept" && mv "$kept.new" "$kept"
	rm -rf "$work"
}

# One at a time, as several phases may ask for the same. The stamp is the lock file that node_modules was made from.
npm_ci() {
	folder=$(cd "$1" && pwd)
	stamp=$folder/node_modules/.stamp
	exec 9<"$folder/package-lock.json"
	flock 9
	! cmp -s "$folder/package-lock.json" "$stamp" || return 0
	command -v npm >/dev/null || { echo "npm is missing here (apt-get install npm); $folder needs it" >&2; return 1; }
	log=$(mktemp)
	(cd "$folder" && npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error \
		--fetch-retries=2 --fetch-retry-mintimeout=2000 --fetch-retry-maxtimeout=5000) >"$log" 2>&1 || {
		if why=$(offline "$log"); then
			echo "The network is missing, and npm needs it once for $folder: $why" >&2
		else
			cat "$log" >&2
		fi
		rm -f "$log"
		return 1
	}
	rm -f "$log"
	cp "$folder/package-lock.json" "$stamp"
}

room() {
	need=$1 short=
	shift
	for folder; do
		free=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1024) }')
		[ "$free" -ge "$need" ] || {
			echo "The disk of $folder has $free MiB left; this needs $need." >&2
			short=1
		}
	done
	[ -z "$short" ]
}

what=$1
shift
case $what in
packages|foreign|cjson|curl|qrencode|sqlite3|room) "$what" "$@";;
npm) npm_ci "$@";;
*) echo "deps.sh: unknown: $what" >&2; exit 1;;
esac
