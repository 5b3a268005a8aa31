// `make parts`: which parts of a release have newer versions by now, by apt's lists.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, describe, test } = require('node:test');
const { top, workFolder } = require('./harness');

const work = workFolder();
after(() => fs.rmSync(work, { recursive: true, force: true }));

// A list as dist.sh writes it, of NAME VERSION ARCHITECTURE.
const listed = (...parts) => {
  const file = path.join(work, 'sbom.spdx.json');
  const packages = parts.map(([name, version, architecture]) => {
    const escaped = version.replaceAll('+', '%2B').replaceAll(':', '%3A');
    const locator = `pkg:deb/debian/${name}@${escaped}?arch=${architecture}`;
    return `{"name": "${name}", "externalRefs": [{"referenceType": "purl", "referenceLocator": "${locator}"}]}`;
  });
  fs.writeFileSync(file, `{"packages": [\n${packages.join(',\n')}\n]}\n`);
  return file;
};
// What apt knows: the machine's own lists, or these.
const parts = (file, known) => {
  const env = { ...process.env };
  if (known) {
    fs.writeFileSync(path.join(work, 'available'), known);
    fs.writeFileSync(path.join(work, 'apt-cache'), `#!/bin/sh\n[ "$1" = dumpavail ] && cat '${work}/available'\n`, {
      mode: 0o755,
    });
    env.PATH = `${work}:${env.PATH}`;
  }
  return spawnSync('sh', ['lib/dist/parts.sh', file], { cwd: top, encoding: 'utf8', env });
};
const KNOWN = `Package: libpng16-16
Architecture: amd64
Version: 1.6.39-2+deb12u5
Source: libpng1.6

Package: libsqlite3-0
Architecture: amd64
Version: 3.40.1-2+deb12u2
Source: sqlite3

Package: sqlite3
Architecture: amd64
Version: 3.40.1-2+deb12u2

Package: libfoo
Architecture: amd64
Version: 1:2.0+b1
Source: foo (1:2.0)
`;

describe('the parts of a release', () => {
  test('are all of today where nothing is newer', () => {
    const told = parts(
      listed(
        ['libpng16-16', '1.6.39-2+deb12u5', 'amd64'],
        ['sqlite3', '3.40.1-2+deb12u2', 'source'],
        ['foo', '1:2.0', 'source'],
      ),
      KNOWN,
    );
    assert.deepEqual([told.status, told.stdout, told.stderr], [0, 'None of 3 parts has a newer version.\n', '']);
  });

  test('that have newer versions are named, with both', () => {
    const told = parts(
      listed(
        ['libpng16-16', '1.6.39-2+deb12u4', 'amd64'],
        ['sqlite3', '3.40.1-2', 'source'],
        ['libfoo', '1:2.0+b1', 'amd64'],
      ),
      KNOWN,
    );
    assert.equal(told.status, 1, told.stderr);
    assert.equal(
      told.stdout,
      'libpng16-16 (amd64): 1.6.39-2+deb12u4 is in it, 1.6.39-2+deb12u5 is there\n' +
        'sqlite3 (source): 3.40.1-2 is in it, 3.40.1-2+deb12u2 is there\n' +
        '2 of 3 parts have newer versions: build a new release.\n',
    );
  });

  test('that apt does not know are no good news', () => {
    const told = parts(listed(['libbar', '1', 'amd64']), KNOWN);
    assert.equal(told.status, 2);
    assert.match(told.stderr, /libbar \(amd64\): not in apt's lists/);
    assert.equal(parts(listed()).status, 2);
    assert.equal(parts(path.join(work, 'nothing.tar.gz')).status, 2);
  });

  test('are looked for in the lists of this machine', () => {
    const architecture = spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).stdout.trim();
    const told = parts(listed(['libc6', '1.0', architecture], ['zlib', '1:1.0', 'source']));
    assert.equal(told.status, 1, told.stderr);
    assert.match(told.stdout, /^libc6 \(\w+\): 1\.0 is in it, 2\.\d\S+ is there$/m);
    assert.match(told.stdout, /^zlib \(source\): 1:1\.0 is in it, 1:1\.\S+ is there$/m);
  });
});
