#!/bin/sh
# with.sh COMMAND [ARGUMENT...]	runs it where `node` is one that the tests' tools work with: this machine's, or, where that
#				is too old (Debian 12) or missing, the one that npm has, locked in this folder. Every phase
#				that needs Node.js comes by here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

# What the tools ask for (eslint names most of it).
fits() {
	"$1" -e '
		const [major, minor] = process.versions.node.split(".").map(Number);
		process.exit(major === 20 && minor >= 19 || major === 22 && minor >= 13 || major >= 24 ? 0 : 1);
	' 2>/dev/null
}

own=$(command -v node || :)
if [ -z "$own" ] || ! fits "$own"; then
	case $(uname -m) in
	x86_64) arch=x64;;
	aarch64) arch=arm64;;
	*) echo "node: ${own:-none} here is too old for the tests (20.19 will do), and there is none in npm for $(uname -m)" >&2; exit 1;;
	esac
	bin=$here/node_modules/node-linux-$arch/bin
	sh "$here/../../lib/deps.sh" npm "$here"
	[ -x "$bin/node" ] && fits "$bin/node" || { echo "node: $bin/node doesn't run here" >&2; exit 1; }
	PATH=$bin:$PATH
	export PATH
fi
exec "$@"
