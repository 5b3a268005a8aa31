// `make dist`: what the archive has in it, that its lists tell the truth, and that it is the same wherever it is made.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { cgi, partsOf, toText, top, workFolder } = require('./harness');

// A make of its own, not a part of the one that runs these tests.
const { MAKEFLAGS, MFLAGS, MAKELEVEL, ...environment } = process.env;
const make = (folder, options = {}) =>
  spawnSync('sh', ['-c', `umask ${options.umask ?? '022'} && exec make -j2 dist`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...environment, ...options.env },
  });
const run = (command, args, cwd) => {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(result.status, 0, `${command}: ${result.stderr}`);
  return result.stdout;
};
const hash = (algorithm, file) => crypto.createHash(algorithm).update(fs.readFileSync(file)).digest('hex');

describe('make dist', () => {
  const work = workFolder();
  const web = path.join(work, 'vitrine');
  let archive, sbom, listed, files;

  before(() => {
    const made = make(top);
    assert.equal(made.status, 0, made.stdout + made.stderr);
    archive = path.join(top, made.stdout.trim().split('\n').pop());
    run('tar', ['xzf', archive], work);
    sbom = JSON.parse(fs.readFileSync(path.join(web, 'sbom.spdx.json'), 'utf8'));
    listed = new Map(sbom.files.map((file) => [file.fileName, file]));
    files = run('find', ['.', '-type', 'f'], web).trim().split('\n').sort();
  });
  after(() => fs.rmSync(work, { recursive: true, force: true }));

  test("is one folder with all that an installation needs, and nothing of somebody's own", () => {
    const entries = run('tar', ['tzvf', archive], work)
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    for (const [mode, owner, , , , name] of entries) {
      assert.match(name, /^vitrine\//);
      assert.equal(owner, '0/0', name);
      assert.match(
        mode,
        /^(d|-)rw(xr-xr-x|-r--r--)$/,
        `${name}: readable by the web server, writable by its owner alone`,
      );
    }
    assert.equal(new Set(entries.map(([, , , date, time]) => date + time)).size, 1, 'one time for all');
    for (const name of [
      '.htaccess',
      'index.html',
      'openapi.json',
      'dialects/mycoll.json',
      'cgi-bin/server.cgi',
      'cgi-bin/auth.cgi',
      'cgi-bin/lib/auth',
      'INSTALL.html',
      'LICENSE.txt',
      ...[
        'icons.svg',
        'logos.svg',
        'fonts/inter-latin.woff2',
        'fonts/inter-license.txt',
        'zxing/zxing_reader.wasm',
      ].map((name) => `${partsOf(web)}/vendor/${name}`),
      'licenses/glibc.txt',
    ])
      assert.ok(files.includes(`./${name}`), name);
    assert.deepEqual(
      files.filter((name) => /\/data\/|vitrine\.conf$|central-cgi-bin|\.(map|o|d|made)$/.test(name)),
      [],
    );
    for (const name of files.filter((one) => /\.cgi$|\/ld-/.test(one)))
      assert.equal(fs.statSync(path.join(web, name)).mode & 0o777, 0o755, name);
  });

  test('is no larger than 29 MB, and knows nothing of where it was made', () => {
    assert.ok(fs.statSync(archive).size <= 29e6, `${fs.statSync(archive).size} bytes`);
    assert.equal(spawnSync('grep', ['-rlaF', top, web], { encoding: 'utf8' }).stdout, '');
  });

  test('has its checksum beside it', () => {
    assert.match(run('sha256sum', ['-c', `${path.basename(archive)}.sha256`], path.dirname(archive)), /: OK$/m);
  });

  test('runs as it was unpacked', () => {
    const conf = path.join(work, 'vitrine.conf');
    fs.writeFileSync(conf, toText({ data_dir: path.join(work, 'data') }));
    const health = cgi('server', { conf, folder: path.join(web, 'cgi-bin'), env: { PATH_INFO: '/health' } });
    assert.equal(health.status, 200, health.text);
    assert.equal(health.json.programs, 'ok');
    assert.ok(path.basename(archive).includes(health.json.version));
    assert.equal(sbom.packages.find(({ name }) => name === 'vitrine').versionInfo, health.json.version);
  });

  test('its list has every file, as it is', () => {
    assert.deepEqual(
      [...listed.keys()].sort(),
      files.filter((name) => name !== './sbom.spdx.json'),
    );
    for (const { fileName, checksums } of sbom.files) {
      for (const { algorithm, checksumValue } of checksums)
        assert.equal(
          checksumValue,
          hash(algorithm.toLowerCase(), path.join(web, fileName)),
          `${fileName} ${algorithm}`,
        );
      assert.deepEqual(
        checksums.map(({ algorithm }) => algorithm),
        ['SHA1', 'SHA256'],
      );
    }
    const { packageVerificationCode: code } = sbom.packages.find(({ name }) => name === 'vitrine');
    const all = sbom.files
      .map(({ checksums }) => checksums[0].checksumValue)
      .sort()
      .join('');
    assert.equal(code.packageVerificationCodeValue, crypto.createHash('sha1').update(all).digest('hex'));
  });

  test('its list is SPDX 2.3, and each thing that it refers to is in it', () => {
    assert.equal(sbom.spdxVersion, 'SPDX-2.3');
    assert.equal(sbom.dataLicense, 'CC0-1.0');
    assert.match(sbom.creationInfo.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const ids = ['SPDXRef-DOCUMENT', ...sbom.packages.map((one) => one.SPDXID), ...sbom.files.map((one) => one.SPDXID)];
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
    for (const { spdxElementId, relatedSpdxElement, relationshipType } of sbom.relationships) {
      assert.ok(ids.includes(spdxElementId), spdxElementId);
      assert.ok(ids.includes(relatedSpdxElement), relatedSpdxElement);
      assert.match(relationshipType, /^(DESCRIBES|CONTAINS|STATIC_LINK|GENERATED_FROM)$/);
    }
    for (const one of sbom.packages) assert.ok(one.name && one.versionInfo && one.downloadLocation, one.SPDXID);
  });

  test('its list names what is linked in and carried, in the versions that are here', () => {
    const related = (file, how) =>
      sbom.relationships
        .filter((one) => one.relationshipType === how && one.spdxElementId === listed.get(file).SPDXID)
        .map((one) => sbom.packages.find(({ SPDXID }) => SPDXID === one.relatedSpdxElement).name);
    for (const program of files.filter((name) => name.endsWith('.cgi'))) {
      const isStarter = files.includes(program.replace(/(\w+)\.cgi$/, 'lib/$1'));
      assert.ok(related(program, 'STATIC_LINK').includes(isStarter ? 'musl-dev' : 'libc6-dev'), program);
    }
    for (const file of ['./cgi-bin/server.cgi', './cgi-bin/lib/auth'])
      for (const name of ['cjson', 'libfcgi-dev', 'nettle-dev', 'libutf8proc-dev'])
        assert.ok(related(file, 'STATIC_LINK').includes(name), `${file} ${name}`);
    assert.ok(related('./cgi-bin/server.cgi', 'STATIC_LINK').includes('sqlite3'));
    assert.ok(related('./cgi-bin/lib/lookup', 'STATIC_LINK').includes('curl'));
    for (const other of files.filter((name) => /cgi-bin\/(?:lib\/(?!lookup$)[a-z]+|\w+\.cgi)$/.test(name)))
      assert.ok(!related(other, 'STATIC_LINK').includes('curl'), `${other} asks nobody`);
    for (const program of files.filter((name) => /cgi-bin\/\w+\.cgi$/.test(name)))
      assert.equal(related(program, 'STATIC_LINK').includes('qrencode'), program.endsWith('/collection.cgi'), program);
    assert.ok(related('./cgi-bin/media.cgi', 'STATIC_LINK').includes('libpng-dev'));
    assert.ok(!related('./cgi-bin/server.cgi', 'STATIC_LINK').includes('libpng-dev'));
    for (const name of ['libscrypt-dev', 'liboath-dev', 'qrencode'])
      assert.ok(related('./cgi-bin/lib/users', 'STATIC_LINK').includes(name), name);
    assert.ok(!related('./cgi-bin/server.cgi', 'STATIC_LINK').includes('liboath-dev'));
    for (const name of ['libminizip-dev', 'libexpat1-dev']) {
      assert.ok(related('./cgi-bin/imports.cgi', 'STATIC_LINK').includes(name));
      assert.ok(!related('./cgi-bin/media.cgi', 'STATIC_LINK').includes(name));
    }
    assert.deepEqual(related(`./${partsOf(web)}/vendor/icons.svg`, 'GENERATED_FROM'), ['lucide-static']);
    assert.deepEqual(related(`./${partsOf(web)}/vendor/logos.svg`, 'GENERATED_FROM'), ['simple-icons']);
    assert.deepEqual(related(`./${partsOf(web)}/vendor/zxing/zxing_reader.wasm`, 'GENERATED_FROM'), ['zxing-wasm']);

    const containers = new Map(
      sbom.relationships
        .filter((one) => one.relationshipType === 'CONTAINS' && one.spdxElementId !== 'SPDXRef-Package-vitrine')
        .map((one) => [one.relatedSpdxElement, one.spdxElementId]),
    );
    for (const library of files.filter((name) => /cgi-bin\/lib\/(lib|ld-)/.test(name)))
      assert.ok(containers.has(listed.get(library).SPDXID), `${library} is of some package`);

    const locator = (one) => one.externalRefs?.[0].referenceLocator ?? '';
    const built = ['cjson', 'curl', 'qrencode', 'sqlite3']; // from Debian's source
    const debian = sbom.packages.filter((one) => locator(one).startsWith('pkg:deb/') && !built.includes(one.name));
    assert.ok(debian.length > 10);
    for (const { name, versionInfo, sourceInfo } of debian) {
      assert.ok(run('dpkg-query', ['-W', '-f=${Version}\n', name]).split('\n').includes(versionInfo), name);
      assert.ok(files.includes(`./licenses/${/from: (\S+)/.exec(sourceInfo)[1]}.txt`), `the licence of ${name}`);
    }
    const lock = JSON.parse(fs.readFileSync(path.join(top, 'lib/vendor/package-lock.json'), 'utf8'));
    const npm = sbom.packages.filter((one) => locator(one).startsWith('pkg:npm/'));
    assert.deepEqual(
      npm.map(({ name, versionInfo }) => [name, versionInfo]).sort(),
      Object.keys(lock.packages[''].dependencies)
        .map((name) => [name, lock.packages[`node_modules/${name}`].version])
        .sort(),
    );
  });

  test('INSTALL.html can be read without a server, and leads to what is there', () => {
    const text = fs.readFileSync(path.join(web, 'INSTALL.html'), 'utf8');
    assert.doesNotMatch(text, /<script|<link|<style|<img|@[A-Z]+@/);
    assert.ok(text.includes(`tar xzf ${path.basename(archive)}`));
    assert.ok(files.includes(`./${/<code>(cgi-bin\/lib\/ld-[^<]+)</.exec(text)[1]}`), 'the loader that it names');
    const links = [...text.matchAll(/href="([^"]+)"/g)];
    assert.ok(links.length > 0);
    for (const [, to] of links) assert.ok(files.includes(`./${to}`), to);
  });

  describe('in another folder, at another time, by other ways of the user', () => {
    const other = path.join(work, 'quite another folder');
    const made = (name) => path.join(other, 'build', name);

    before(() => {
      fs.mkdirSync(other);
      run('sh', [
        '-c',
        'tar -C "$1" --exclude=./build --exclude=node_modules --exclude=./tests/web/out -cf - . | tar -C "$2" -xf -',
        'copy',
        top,
        other,
      ]);
      // cJSON's source is taken once.
      fs.cpSync(path.join(top, 'build/deps'), made('deps'), { recursive: true, preserveTimestamps: true });
    });

    test('without fonts or icons there is none, and it says so', () => {
      const bin = path.join(work, 'bin');
      fs.mkdirSync(bin);
      fs.writeFileSync(path.join(bin, 'npm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      const env = { PATH: `${bin}:${process.env.PATH}` };
      const vendor = path.join(other, 'htdocs/vendor');
      const kept = path.join(work, 'kept');
      fs.cpSync(vendor, kept, { recursive: true, preserveTimestamps: true });
      const lacking = [
        ['htdocs/vendor'],
        ['htdocs/vendor/fonts/inter-latin.woff2'],
        ['htdocs/vendor/icons-license.txt'],
        ['htdocs/vendor/icons.svg'],
        ['htdocs/vendor/zxing/zxing_reader.wasm'],
      ];
      for (const [name] of lacking) {
        fs.rmSync(path.join(other, name), { recursive: true });
        const refused = make(other, { env });
        assert.notEqual(refused.status, 0, name);
        assert.match(refused.stderr, /dist: htdocs\/vendor\/\S+ isn't there: 'make vendor' gets/);
        assert.ok(!fs.existsSync(made('cgi-bin')), 'looked at first');
        fs.rmSync(vendor, { recursive: true, force: true });
        fs.cpSync(kept, vendor, { recursive: true, preserveTimestamps: true });
      }
    });

    test('it is the same, byte by byte', () => {
      const second = make(other, {
        umask: '077',
        env: { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8', LANG: 'de_DE.UTF-8', USER: 'ann', HOME: work },
      });
      assert.equal(second.status, 0, second.stdout + second.stderr);
      const copy = made(path.basename(archive));
      if (hash('sha256', copy) !== hash('sha256', archive)) {
        const unpacked = path.join(work, 'second');
        fs.mkdirSync(unpacked);
        run('tar', ['xzf', copy], unpacked);
        assert.equal(
          spawnSync('diff', ['-rq', web, path.join(unpacked, 'vitrine')], { encoding: 'utf8' }).stdout,
          '',
          'what differs',
        );
        assert.fail('the archives differ, their files do not');
      }
      assert.equal(fs.readFileSync(`${copy}.sha256`, 'utf8'), fs.readFileSync(`${archive}.sha256`, 'utf8'));
    });
  });
});
