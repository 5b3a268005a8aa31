// The commands that people type: what `make help` tells, what `make run` says and refuses before it builds anything,
// how it ends, and the summary of `make test`.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { DEADLINE, combinations, deadline, folder, freePort, processesOf, top, workFolder } = require('./harness');
const { hasUsers } = require('./hosts');

const root = process.getuid() === 0;
const read = (file) => fs.readFileSync(path.join(top, file), 'utf8');
// A make of its own, not part of the one that runs the tests.
const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(MAKE|MFLAGS|SITE$|SERVER$|MODE$|PORT$|DATA$|DEMO$|CONFIG$|BASE$|RUN$|LISTEN$)/.test(name),
  ),
);
const make = (...args) =>
  spawnSync('make', ['-C', top, '--no-print-directory', ...args], { encoding: 'utf8', env: clean, timeout: DEADLINE });

// What lib/run.sh needs, as a clone of its own: its default folders are then not those of this one.
function clone() {
  const work = workFolder();
  for (const name of ['lib/run.sh', 'lib/deps.sh', 'apache', 'lighttpd', 'db'])
    fs.cpSync(path.join(top, name), path.join(work, name), { recursive: true });
  return work;
}

// Starts a command that ends in lib/run.sh; `said` is all it wrote. Ended by Ctrl-C, as a terminal sends it: to all of
// the group.
async function starts(command, args, env = {}) {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...clean, ...env } });
  const run = { said: '' };
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  await deadline(
    new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          run.said += text;
          if (
            /Vitrine .* is at (\S+).*Ctrl-C/.test(run.said) &&
            (run.said.includes('server started') || run.said.includes('resuming normal'))
          )
            resolve();
        });
      ended.then((code) => reject(new Error(`ended with ${code}: ${run.said}`)));
    }),
    'start',
  );
  [, run.address] = /is at (\S+)/.exec(run.said);
  run.interrupt = () => {
    process.kill(-child.pid, 'SIGINT');
    return deadline(ended, 'end by Ctrl-C');
  };
  return run;
}

const status = (address, where) =>
  deadline(
    new Promise((resolve, reject) => {
      http
        .get(new URL(where, address), { agent: false }, (res) => {
          res.resume();
          resolve(res.statusCode);
        })
        .on('error', reject);
    }),
    where,
  );

describe('make help', () => {
  const shown = make('help').stdout;
  const files = ['Makefile', ...['tests/web/web.mk', 'tests/bench/bench.mk', 'lib/vendor/vendor.mk']];

  test('has a line for each documented command', () => {
    for (const file of files)
      for (const [, name] of read(file).matchAll(/^([\w-]+):.*##/gm))
        assert.match(shown, new RegExp(`^  make ${name} `, 'm'));
    assert.match(shown, /make e2e/);
  });

  test('has all that README speaks of', () => {
    for (const [, name] of read('README.md').matchAll(/(?:^ {4}|`)make ([a-z0-9-]+)/gm))
      assert.match(shown, new RegExp(`^  make ${name} `, 'm'));
  });
});

describe('a run that cannot be is refused at once', () => {
  const refused = (said, env) => {
    const result = spawnSync('sh', [path.join(top, 'lib/run.sh'), '--look'], {
      encoding: 'utf8',
      env: { ...clean, ...env },
    });
    assert.equal(result.status, 1);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, said);
  };
  for (const port of ['0', '99999', '65536', '080', '80a', '-1'])
    test(`PORT=${port}`, () =>
      refused(new RegExp(`^run: PORT is a number from 1 to 65535, not ${port}\n$`), { PORT: port }));
  for (const host of ['localhost', '0x7f', '1.2.3.4.example'])
    test(`HOST=${host}`, () => refused(new RegExp(`^run: HOST is an address.*not ${host}\n$`), { LISTEN: host }));
  test('an address that this machine has not', () =>
    refused(/^run: this machine has no address 203\.0\.113\.77;/, { LISTEN: '203.0.113.77' }));
  test('DEMO=maybe', () => refused(/^run: DEMO is 1 or 0, not maybe\n$/, { DEMO: 'maybe' }));
  test('a port that only root may have', { skip: root && 'root may' }, () =>
    refused(/^run: only root may listen on port 1;/, { PORT: '1' }),
  );

  test('a port that is taken, by make run, before anything is built or installed', async () => {
    const taken = net.createServer();
    await new Promise((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const { port } = taken.address();
    const result = make('run', 'BUILD=/nonexistent/build', `PORT=${port}`);
    taken.close();
    assert.notEqual(result.status, 0);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, new RegExp(`^run: port ${port} is taken; choose another: make run PORT=\\d+\n`));
  });
});

describe('make run', () => {
  test('ends by Ctrl-C without a word of an error, and without leaving anything', async () => {
    const work = workFolder();
    const run = await starts(
      'make',
      [
        '-C',
        top,
        '--no-print-directory',
        'run',
        `SITE=${folder}`,
        `PORT=${await freePort()}`,
        'DEMO=0',
        `DATA=${work}/data`,
      ],
      { RUN: `${work}/run` },
    );
    assert.equal(await status(run.address, 'server/health'), 200);
    assert.equal(await run.interrupt(), 'SIGINT');
    assert.doesNotMatch(run.said, /make|Error|130/);
    assert.deepEqual(processesOf(`${work}/run/vitrine.conf`), []);
    fs.rmSync(work, { recursive: true });
  });

  test('a HOST of the environment is somebody else’s', () => {
    assert.match(make('-n', 'run', `PORT=${1}`, `SITE=${folder}`, 'HOST=127.0.0.2').stdout, /LISTEN='127\.0\.0\.2'/);
    const result = spawnSync('make', ['-C', top, '-n', 'run'], {
      encoding: 'utf8',
      env: { ...clean, HOST: 'ann-laptop' },
    });
    assert.match(result.stdout, /LISTEN='127\.0\.0\.1'/);
  });
});

describe('lib/run.sh', () => {
  let work;
  before(() => {
    work = clone();
  });
  after(() => fs.rmSync(work, { recursive: true, force: true }));
  test('paths may have spaces', async () => {
    const spaced = path.join(work, 'my clone');
    for (const name of ['lib', 'apache', 'lighttpd', 'db'])
      fs.cpSync(path.join(work, name), path.join(spaced, name), { recursive: true });
    fs.cpSync(folder, path.join(spaced, 'my site'), { recursive: true });
    for (const combination of combinations) {
      const { server, mode } = combination;
      const run = await starts('sh', [path.join(spaced, 'lib/run.sh'), path.join(spaced, 'my site')], {
        PORT: await freePort(),
        DEMO: '0',
        SERVER: server,
        MODE: mode,
        DATA: path.join(spaced, `my data ${server} ${mode}`),
      });
      assert.equal(await status(run.address, 'server/health'), 200);
      assert.equal(await status(run.address, 'media'), 200);
      assert.equal(await run.interrupt(), 0);
    }
    assert.equal(fs.readdirSync(spaced).filter((name) => name.startsWith('my data')).length, combinations.length);
  });
  const serve = async (env = {}) =>
    starts('sh', [path.join(work, 'lib/run.sh'), folder], { PORT: await freePort(), ...env });

  test('says at every run who can sign in to the demo data', async () => {
    const said = `Demo data: sign in as mara (the admin) or jonas, password vitrine-demo.`;
    for (let i = 0; i < 2; i++) {
      const run = await serve();
      assert.ok(run.said.includes(said), run.said);
      assert.doesNotMatch(run.said, /the first account/);
      assert.equal(await run.interrupt(), 0);
    }
  });

  test('DEMO=0 starts empty beside it, and says where', async () => {
    const run = await serve({ DEMO: '0' });
    assert.ok(run.said.includes(`(data in ${work}/build/data-empty,`), run.said);
    assert.match(run.said, /It is empty: the first account you register is the admin\./);
    assert.doesNotMatch(run.said, /mara/);
    assert.equal(await status(run.address, 'server/health'), 200);
    assert.equal(await run.interrupt(), 0);
    const again = await serve({ DEMO: '0' });
    assert.doesNotMatch(again.said, /It is empty/);
    assert.match(again.said, /rm -r \S+data-empty starts it anew/);
    assert.equal(await again.interrupt(), 0);
  });

  for (const server of new Set(combinations.map((one) => one.server)))
    test(`HOST is the address that ${server} listens on`, async () => {
      const run = await serve({ DEMO: '0', SERVER: server, LISTEN: '127.0.0.2', DATA: `${work}/data-${server}` });
      assert.match(run.address, /^http:\/\/127\.0\.0\.2:/);
      assert.equal(await status(run.address, 'server/health'), 200);
      await assert.rejects(status(run.address.replace('127.0.0.2', '127.0.0.1'), 'server/health'), {
        code: 'ECONNREFUSED',
      });
      assert.doesNotMatch(run.said, /everybody/);
      assert.equal(await run.interrupt(), 0);
    });

  test('warns where others can reach it', async () => {
    const run = await serve({ DEMO: '0', LISTEN: '0.0.0.0', DATA: `${work}/data-all` });
    assert.match(run.address, /^http:\/\/127\.0\.0\.1:/);
    assert.match(run.said, /It listens on 0\.0\.0\.0: everybody who reaches this machine can open it/);
    assert.equal(await run.interrupt(), 0);
  });

  for (const { mode } of combinations.filter(({ server }) => server === 'apache')) {
    // www-data doesn't get into a clone in /root.
    test(`Apache (${mode}), started by root in a folder of root's alone`, { skip: !root && 'needs root' }, async () => {
      const closed = path.join(work, `closed-${mode}`);
      fs.mkdirSync(closed, { mode: 0o700 });
      for (const name of ['lib', 'apache', 'db'])
        fs.cpSync(path.join(work, name), path.join(closed, name), { recursive: true });
      fs.cpSync(folder, path.join(closed, 'site'), { recursive: true });
      const run = await starts('sh', [path.join(closed, 'lib/run.sh'), path.join(closed, 'site')], {
        PORT: await freePort(),
        SERVER: 'apache',
        MODE: mode,
        DEMO: '0',
        DATA: `${work}/data-closed-${mode}`,
      });
      assert.equal(await status(run.address, ''), 200);
      assert.equal(await status(run.address, 'media'), 200);
      assert.equal(await run.interrupt(), 0);
      const no = spawnSync('sh', [path.join(closed, 'lib/run.sh'), path.join(closed, 'site')], {
        encoding: 'utf8',
        env: {
          ...clean,
          PORT: await freePort(),
          SERVER: 'apache',
          MODE: mode,
          DEMO: '0',
          DATA: path.join(closed, 'data'),
        },
      });
      assert.equal(no.status, 1);
      assert.match(no.stderr, /www-data, who can't get to .*choose another DATA/);
    });

    // As the packages apache2-suexec-* leave it; in a namespace of its own, as it would change Apache for everybody.
    test(
      `Apache (${mode}) where suexec is installed`,
      { skip: !hasUsers && 'needs root and a mount namespace' },
      async () => {
        const layer = path.join(work, `suexec-${mode}`);
        fs.mkdirSync(layer);
        fs.copyFileSync('/bin/true', path.join(layer, 'suexec'));
        fs.chownSync(path.join(layer, 'suexec'), 0, 33); // Debian's www-data, everywhere
        fs.chmodSync(path.join(layer, 'suexec'), 0o4754);
        const run = await starts(
          'unshare',
          [
            '-m',
            'sh',
            '-c',
            `mount -t overlay overlay -o lowerdir=${layer}:/usr/lib/apache2 /usr/lib/apache2 &&
				test -u /usr/lib/apache2/suexec && exec sh "$0" "$1"`,
            path.join(work, 'lib/run.sh'),
            folder,
          ],
          { PORT: await freePort(), SERVER: 'apache', MODE: mode, DEMO: '0', DATA: `${work}/data-suexec-${mode}` },
        );
        assert.equal(await status(run.address, 'media'), 200);
        assert.equal(await run.interrupt(), 0);
      },
    );
  }
});

describe('what a build gets from elsewhere', () => {
  const work = workFolder();
  after(() => fs.rmSync(work, { recursive: true, force: true }));
  const deps = (...args) =>
    spawnSync('sh', [path.join(top, 'lib/deps.sh'), ...args], { encoding: 'utf8', env: clean, timeout: DEADLINE });
  const alone = root ? ['-n'] : ['-rn'];
  const offline = (...args) =>
    spawnSync('unshare', [...alone, 'sh', path.join(top, 'lib/deps.sh'), ...args], {
      encoding: 'utf8',
      env: clean,
      timeout: DEADLINE,
    });
  const skip = spawnSync('unshare', [...alone, 'true']).status !== 0 && 'needs a network namespace';

  test('a disk that is full is told before', () => {
    assert.equal(deps('room', '1', work).status, 0);
    const no = deps('room', '999999999', work);
    assert.equal(no.status, 1);
    assert.match(no.stderr, new RegExp(`The disk of ${work} has \\d+ MiB left; this needs 999999999\\.`));
  });

  test('without the network, cJSON is what the last build kept', { skip }, () => {
    const kept = fs.readdirSync(path.join(top, 'build/deps')).find((name) => name.startsWith('cjson-'));
    fs.cpSync(path.join(top, 'build/deps', kept), path.join(work, kept), { recursive: true });
    const made = offline('cjson', path.join(work, 'libcjson.a'));
    assert.equal(made.status, 0, made.stderr);
    assert.ok(fs.existsSync(path.join(work, 'libcjson.a')));
  });

  test('a first build without the network says that this is what is missing', { skip }, () => {
    const no = offline('cjson', path.join(work, 'first/libcjson.a'));
    assert.equal(no.status, 1);
    assert.match(no.stderr, /^The network is missing, and the first build needs it for the source of cjson: /);
    assert.doesNotMatch(no.stderr, /deb-src/);
  });

  test('make clean keeps it', () => {
    const cleaned = make('-n', 'clean').stdout;
    assert.match(cleaned, /build\/cgi-bin/);
    assert.doesNotMatch(cleaned, /build\/deps(?!\/lib(cjson|curl|qrencode|sqlite3)\.a)/);
  });

  test('npm is asked only when its lock file has changed', () => {
    fs.mkdirSync(path.join(work, 'npm/node_modules'), { recursive: true });
    fs.writeFileSync(path.join(work, 'npm/package-lock.json'), '{}');
    fs.writeFileSync(path.join(work, 'npm/node_modules/.stamp'), '{}');
    assert.equal(deps('npm', path.join(work, 'npm')).status, 0);
  });

  test('a node that is too old gives way to the one of npm', () => {
    const arch = { x64: 'x64', arm64: 'arm64' }[process.arch];
    const own = path.join(work, 'clone');
    const bin = path.join(own, `tests/node/node_modules/node-linux-${arch}/bin`);
    const old = path.join(work, 'old');
    fs.mkdirSync(bin, { recursive: true });
    fs.mkdirSync(path.join(own, 'lib'));
    fs.mkdirSync(old);
    fs.copyFileSync(path.join(top, 'lib/deps.sh'), path.join(own, 'lib/deps.sh'));
    for (const name of ['with.sh', 'package-lock.json'])
      fs.copyFileSync(path.join(top, 'tests/node', name), path.join(own, 'tests/node', name));
    fs.copyFileSync(path.join(top, 'tests/node/package-lock.json'), path.join(own, 'tests/node/node_modules/.stamp'));
    fs.symlinkSync(process.execPath, path.join(bin, 'node'));
    // It runs what it is given as version 18 would: the question is about process.versions.
    fs.writeFileSync(
      path.join(old, 'node'),
      `#!/bin/sh\n[ "$1" != -e ] || exec ${process.execPath} -e "Object.defineProperty(process, ` +
        `'versions', { value: { node: '$VERSION' } });$2"\n`,
      { mode: 0o755 },
    );
    for (const [version, which] of [
      ['18.20.4', bin],
      ['20.18.1', bin],
      ['20.19.0', old],
      ['21.7.0', bin],
      ['22.12.0', bin],
      ['22.13.0', old],
      ['24.0.0', old],
    ]) {
      const found = spawnSync('sh', [path.join(own, 'tests/node/with.sh'), 'sh', '-c', 'command -v node'], {
        encoding: 'utf8',
        env: { ...clean, PATH: `${old}:/usr/bin:/bin`, VERSION: version },
      });
      assert.equal(found.stdout.trim(), path.join(which, 'node'), `${version}: ${found.stderr}`);
    }
  });
});

describe('the summary of make test', () => {
  const work = workFolder();
  after(() => fs.rmSync(work, { recursive: true, force: true }));
  const FIND = `base64 -d <<<${'H4sI'.repeat(300)} | gunzip >find`;
  // What each runner really prints; the phases' names choose.
  const OUTPUT = {
    good: '100%: Checks: 12, Failures: 0, Errors: 0\n100%: Checks: 3, Failures: 0, Errors: 0',
    check:
      '66%: Checks: 3, Failures: 1, Errors: 1\ntests/http/test_a.c:7:F:Core:adds_up:0: ' +
      'no\ntests/http/test_a.c:9:E:Core:hangs:0: (after this point) Test timeout expired',
    node:
      '✖ one (1ms)\nℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\n\n' +
      '✖ failing tests:\n\ntest at start.test.js:3:4\n✖ a door opens (1.5ms)\n' +
      '  AssertionError: no\n\ntest at http.test.js:3:4\n✖ a window (2ms)',
    fuzz:
      'fuzz: json: 12 inputs\nfuzz: form: found something: tests/fuzz/fuzz_form.c:7: !rc\n' +
      `fuzz: form: ${FIND}\n1 passed, 1 failed`,
    web: 'failed: desktop › home.spec.js › a title\n8 passed, 1 failed, 2 skipped',
    lint: 'lint: a.c includes b.h',
    broken: 'tests/x.c:3:1: error: expected ‘;’\nmake[1]: *** [Makefile:3: x] Error 1',
    chance: 'again: desktop › title.spec.js › a title\n9 passed, 0 failed, 0 skipped',
    silent: '',
  };
  const phases = (...names) => {
    const fake = path.join(work, 'make.sh');
    fs.writeFileSync(fake, `cat "${work}/$2.out"; case $2 in good|chance|silent) exit 0;; esac; exit 2\n`);
    for (const [name, text] of Object.entries(OUTPUT)) fs.writeFileSync(path.join(work, `${name}.out`), `${text}\n`);
    const result = spawnSync('sh', [path.join(top, 'tests/phases.sh'), path.join(work, 'summary'), ...names], {
      encoding: 'utf8',
      env: { ...clean, MAKE: `sh ${fake}` },
    });
    return {
      ...result,
      shown: result.stdout.slice(result.stdout.lastIndexOf('\nphase ')),
      lines: result.stdout.trim().split('\n'),
    };
  };

  test('counts what every runner counts, and names what failed', () => {
    const { status: code, shown, lines, stderr } = phases(...Object.keys(OUTPUT));
    assert.equal(code, 1, stderr);
    for (const [phase, passed, failed] of [
      ['good', 15, 0],
      ['check', 1, 2],
      ['node', 3, 2],
      ['fuzz', 1, 1],
      ['web', 8, 1],
      ['lint', 0, 1],
      ['broken', 0, 1],
      ['chance', 9, 0],
      ['silent', 1, 0],
    ])
      assert.match(shown, new RegExp(`^${phase} +${passed} +${failed} +\\d+$`, 'm'));
    for (const name of [
      'tests/http/test_a.c: adds_up',
      'tests/http/test_a.c: hangs',
      'start.test.js:3: a door opens\n    AssertionError: no',
      'http.test.js:3: a window',
      'form: found something: tests/fuzz/fuzz_form.c:7: !rc',
      FIND,
      'desktop › home.spec.js › a title',
      'a.c includes b.h',
      'tests/x.c:3:1: error: expected ‘;’',
    ])
      assert.ok(shown.includes(`  ${name}\n`), `${name} in ${shown}`);
    assert.doesNotMatch(shown, /Failed in (good|chance|silent)/);
    assert.equal(lines.at(-1), '38 passed, 8 failed');
    assert.equal(fs.readFileSync(path.join(work, 'summary'), 'utf8'), '38 passed, 8 failed\n');
  });

  test('is good when all is', () => {
    const { status: code, lines, shown } = phases('good', 'chance', 'silent');
    assert.equal(code, 0);
    assert.ok(shown.includes('\nPassed only when it was run again: desktop › title.spec.js › a title\n'), shown);
    assert.equal(lines.at(-1), '25 passed, 0 failed');
  });

  test('make test runs all phases, and CI ends with its last line', () => {
    for (const phase of ['lint', 'analyse', 'check', 'valgrind', 'fuzz-short', 'e2e', 'web-lint', 'web'])
      assert.match(read('Makefile'), new RegExp(`^PHASES \\?=.*\\b${phase}\\b`, 'm'));
  });
});
