// The doctor in a shell: each fault of data, settings and programs is set up, what the doctor says is done literally by
// whom it says, and all is well again. (For root all is done by an ordinary user, whom modes bind.)
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');
const { cgi, deadline, folder: shipped, inMemory, parseCgi, programs, top, workFolder } = require('./harness');
const { piece, pieceHeaders } = require('./backup');
const { hasUsers, isRoot } = require('./hosts');
const { heals, parse } = require('./remedies');

const NOBODY = 65534;
const OTHER = 12345; // one more whom the machine doesn't know
const FORM = 'username=ann&password=correct horse battery';

let work, conf, data, program;
let entry = []; // how one gets to where the test has its mounts

// A shell command in the folder of the test, as that user; what the test runs as can't become others unless it is root.
function runAs(user, command, env = {}) {
  const who = isRoot && user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : [];
  const [first, ...rest] = [...entry, ...who, 'sh', '-ec', `cd "$0"\n${command}`, work];
  return spawnSync(first, rest, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env }, maxBuffer: 1 << 26 });
}
function sh(command, user = NOBODY) {
  const result = runAs(user, command);
  assert.equal(result.status, 0, `${command}\n${result.stderr}`);
  return result.stdout;
}
const root = (command) => sh(command, 0);

function ask(user = NOBODY, limits = '') {
  const result = runAs(user, `${limits}\nexec '${program}' --doctor`, { VITRINE_CONF: conf });
  return { ...result, checks: parse(result.stdout) };
}
function examine(user, limits) {
  const { checks, status, stderr } = ask(user, limits);
  assert.equal(stderr, '');
  assert.equal(status, checks.some(({ state }) => state === 'broken') ? 1 : 0);
  return checks;
}
const named = (checks, name) => checks.find((check) => check.name === name);
function well(...broken) {
  const found = examine()
    .filter(({ state }) => state === 'broken')
    .map(({ name }) => name);
  assert.deepEqual(found, broken);
}

// By whom a remedy is done that isn't root's.
const by = (user) => ({ shell: (command, { isRoot: byRoot }) => sh(command, byRoot ? 0 : user), file: (name) => name });
const here = by(NOBODY);

const set = (line) => fs.appendFileSync(conf, `${line}\n`);
const post = (name, where, input, env = {}) =>
  cgi(name, {
    conf,
    input,
    env: {
      REQUEST_METHOD: 'POST',
      PATH_INFO: where,
      CONTENT_LENGTH: String(input.length),
      CONTENT_TYPE: 'application/x-www-form-urlencoded',
      ...env,
    },
  });

// Once for all: the tests take a copy of this installation.
const made = workFolder();
before(() => {
  conf = path.join(made, 'vitrine.conf');
  fs.writeFileSync(conf, `data_dir = ${made}/data\nscrypt_log_n = 10\n`);
  const answer = post('auth', '/register', FORM);
  assert.equal(answer.status, 201, answer.text);
  spawnSync('rm', ['-f', `${made}/data/.ht.limits.db`]);
  const backup = spawnSync(path.join(programs, 'server.cgi'), ['--backup', `${made}/vitrine-backup.db`], {
    env: { VITRINE_CONF: conf },
  });
  assert.equal(backup.status, 0);
});
after(() => fs.rmSync(made, { recursive: true, force: true }));

function lay() {
  work = workFolder();
  conf = path.join(work, 'vitrine.conf');
  data = path.join(work, 'data');
  program = path.join(programs, 'server.cgi');
  entry = [];
  fs.cpSync(path.join(made, 'data'), data, { recursive: true });
  fs.cpSync(path.join(made, 'vitrine-backup.db'), path.join(work, 'vitrine-backup.db'));
  fs.chmodSync(data, 0o700);
  fs.writeFileSync(conf, `data_dir = ${data}\nscrypt_log_n = 10\n`);
  if (isRoot) root(`chown -R ${NOBODY}:${NOBODY} '${work}'`);
  well();
}
function clear() {
  entry = [];
  spawnSync('chmod', ['-R', 'u+rwX', work]);
  fs.rmSync(work, { recursive: true, force: true });
}
function clean(name, body, skip = false) {
  test(name, { skip }, async () => {
    try {
      await body();
      well();
    } finally {
      clear();
    }
  });
}
const byRoot = (name, body) => clean(name, body, !isRoot && 'needs root');

// Runs `body` where `mounts` were made, seen by nobody else and gone with it. `undo` ends what serves them.
async function mounted(mounts, body, undo = '') {
  const child = spawn(
    'unshare',
    ['-m', 'sh', '-ec', `cd "$0"\n${mounts}\necho ready\nread line || true\n${undo}`, work],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ready = new Promise((resolve) => child.stdout.once('data', () => resolve(true)));
  try {
    assert.ok(await deadline(Promise.race([ready, ended.then(() => false)]), 'mounts'), said);
    entry = ['nsenter', '-m', '-r', '-w', '-t', String(child.pid)];
    await body();
  } finally {
    entry = [];
    child.stdin.end();
    await deadline(ended, 'the end of the mounts');
  }
}
// A disk of its own for the data, of which the rest of the machine has nothing.
const disk = (size, body) =>
  mounted(
    `mkdir disk
	mount -t tmpfs -o size=${size} none disk
	chown ${NOBODY}:${NOBODY} disk`,
    async () => {
      sh('cp -a data disk/data');
      data = path.join(work, 'disk/data');
      set(`data_dir = ${data}`);
      await body();
      set(`data_dir = ${path.join(work, 'data')}`);
    },
  );
const needsMounts = !hasUsers && 'needs root and a mount namespace';

// A release of one's own, in the folder site.
function unpacked() {
  fs.cpSync(shipped, path.join(work, 'site'), { recursive: true });
  if (isRoot) root(`chown -R ${NOBODY}:${NOBODY} site`);
  program = path.join(work, 'site/cgi-bin/server.cgi');
}
const { version } = JSON.parse(fs.readFileSync(path.join(shipped, 'openapi.json'), 'utf8')).info;
const archive = (folder, name = `vitrine-${version}`) =>
  sh(`tar -I 'gzip -1' -cf ${name}.tar.gz -C '${folder}' --transform 's,^[.],vitrine,' .`);

describe('the doctor in a shell', () => {
  beforeEach(lay);

  // A copy of the installation, whose data is in its web folder.
  const published = (settings) => {
    unpacked();
    fs.renameSync(data, path.join(work, 'site/data'));
    fs.writeFileSync(path.join(work, 'site/vitrine.conf'), `scrypt_log_n = 10\n${settings}`);
    const { stdout, status } = runAs(NOBODY, `'${program}' --doctor`);
    fs.renameSync(path.join(work, 'site/data'), data);
    return { stdout, status, check: (name) => named(parse(stdout), name) };
  };
  clean('data that may be published: no shell says that it is not', () => {
    const { stdout, status, check } = published('');
    assert.equal(status, 0, stdout);
    assert.equal(check('data not served').state, 'warning');
    assert.match(check('data not served').found, /may be downloadable by anybody/);
    assert.match(
      check('data not served').remedy,
      /^# in a browser, .*\nYOUR VITRINE'S ADDRESS\/data\/\.ht\.vitrine\.db$/,
    );
    assert.doesNotMatch(stdout, /private/);
  });
  clean('what only a browser shows is left to it, and no address is without a host', () => {
    const { stdout, check } = published('');
    const names = ['settings not served', 'PATH_INFO', 'short addresses', 'Authorization', 'https', 'proxies'];
    for (const name of names) assert.equal(check(name), undefined, name);
    assert.ok(stdout.endsWith(`\nLooked at by doctor.html in a browser: ${names.join(', ')}.\n`), stdout);
    assert.doesNotMatch(stdout, /^\t\/(?!home|tmp)/m);
  });
  clean('an address without TLS', async () => {
    const { check } = published('base_url = http://127.0.0.1:9/books\n');
    assert.equal(check('data not served').state, 'warning');
    assert.match(check('data not served').remedy, /^http:\/\/127\.0\.0\.1:9\/books\/data\/\.ht\.vitrine\.db$/m);
    set('base_url = http://127.0.0.1:9/books');
    await heals('https', { state: 'warning', found: /in the clear/ }, examine, here);
    assert.match(fs.readFileSync(conf, 'utf8'), /^base_url = https:\/\/127\.0\.0\.1:9\/books$/m);
  });
  clean('one cause is one finding', () => {
    fs.renameSync(data, `${data}.away`);
    fs.writeFileSync(data, '');
    const ill = (checks) =>
      checks
        .filter(({ state }) => state !== 'ok')
        .map(({ name }) => name)
        .filter((name) => !inMemory || name !== 'file system');
    assert.deepEqual(ill(examine()), ['data folder']);
    fs.rmSync(data);
    set(`data_dir = ${work}/none/data`);
    const checks = examine();
    assert.deepEqual(ill(checks), ['data folder']);
    for (const name of ['file system', 'data not served']) assert.equal(named(checks, name), undefined, name);
    fs.renameSync(`${data}.away`, data);
    set(`data_dir = ${data}`);
  });
  byRoot('who is not whom the data belongs to is told so, and whom it belongs to is content', () => {
    fs.chmodSync(data, 0o1777);
    const { checks, status, stdout } = ask(OTHER);
    assert.equal(named(checks, 'data folder').state, 'warning');
    assert.match(named(checks, 'data folder').found, /^The data belongs to nobody, whom the web runs programs as/);
    assert.match(named(checks, 'data folder').remedy, /^# in a browser, or run this command as that user:/);
    assert.doesNotMatch(stdout, /chown/);
    assert.equal(status, 0, stdout);
    fs.chmodSync(data, 0o700);
    assert.match(ask(OTHER).stdout, /^warning data folder: The data belongs to nobody/m);
    assert.equal(named(examine(), 'data folder').state, 'ok');
  });

  // --- settings ------------------------------------------------------------------------------------------------------

  clean('a setting that nobody knows', async () => {
    set('no_such_setting = 1');
    await heals('settings', { found: /:3: unknown setting/ }, examine, here);
  });
  clean('a setting that makes no sense', async () => {
    set('base_url = ftp://books.example');
    await heals('settings', { found: /base_url must start/ }, examine, here);
  });
  clean('settings that are no text', async () => {
    fs.writeFileSync(conf, Buffer.alloc(100));
    await heals('settings', { found: /vitrine\.conf/ }, examine, here);
    assert.ok(fs.existsSync(`${conf}.old`));
  });
  clean('settings that are named and not there', async () => {
    fs.renameSync(conf, `${conf}.away`);
    await heals('settings', { found: /isn't there, and VITRINE_CONF names it/ }, examine, here);
    fs.renameSync(`${conf}.away`, conf);
  });
  clean('settings that can not be read', async () => {
    fs.chmodSync(conf, 0);
    await heals('settings', { found: /Permission denied/ }, examine, here);
  });
  byRoot('settings that only root can read', async () => {
    root(`chown 0:0 '${conf}' && chmod 600 '${conf}'`);
    await heals('settings', { found: /Permission denied/ }, examine, here);
  });

  // --- the data folder -----------------------------------------------------------------------------------------------

  clean('a data folder whose folder is not there', async () => {
    set(`data_dir = ${work}/a/b's data`);
    await heals('data folder', { found: /No such file/ }, examine, here);
  });
  byRoot('a data folder that belongs where only root may make one', async () => {
    root('mkdir roots');
    set(`data_dir = ${work}/roots/data`);
    await heals('data folder', { found: /No such file/ }, examine, here);
    assert.equal(fs.statSync(path.join(work, 'roots/data')).mode & 0o7777, 0o700);
  });
  byRoot('a data folder that belongs where only somebody else may make one', async () => {
    root(`mkdir others && chown ${OTHER} others`);
    set(`data_dir = ${work}/others/data`);
    await heals('data folder', { found: /No such file/ }, examine, by(OTHER));
    assert.equal(fs.statSync(path.join(work, 'others/data')).mode & 0o7777, 0o1777);
  });
  clean('a file in the place of the data folder', async () => {
    fs.renameSync(data, `${data}.away`);
    fs.writeFileSync(data, '');
    await heals('data folder', { found: /is no folder/ }, examine, here);
  });
  clean('a link that leads nowhere', async () => {
    fs.renameSync(data, `${data}.away`);
    fs.symlinkSync('nowhere/at/all', data);
    await heals('data folder', { found: /No such file/ }, examine, here);
  });
  clean('a data folder that can not be written', async () => {
    fs.chmodSync(data, 0o500);
    await heals('data folder', { found: /can't be written/ }, examine, here);
  });
  byRoot("a data folder that is root's", async () => {
    root(`chown -R 0:0 '${data}' && chmod 755 '${data}'`);
    await heals('data folder', { found: /can't be written/ }, examine, here);
  });
  byRoot("a data folder that is somebody else's", async () => {
    root(`chown ${OTHER} '${data}' && chmod 755 '${data}'`);
    await heals('data folder', { found: /can't be written/ }, examine, by(OTHER));
    assert.equal(fs.statSync(data).mode & 0o7777, 0o1777);
  });
  byRoot('and in which everybody may delete', async () => {
    root(`chown ${OTHER} '${data}' && chmod 777 '${data}'`);
    await heals('data folder', { state: 'warning', found: /can delete what is in/ }, examine, by(OTHER));
    root(`chown 0 '${data}' && chmod 777 '${data}'`);
    await heals('data folder', { state: 'warning', found: /can delete what is in/ }, examine, here);
  });
  byRoot('and whose files everybody may read', async () => {
    root(`chown ${OTHER} '${data}' && chmod 1777 '${data}' && chmod 644 '${data}/.ht.vitrine.db'`);
    await heals('data folder', { state: 'warning', found: /can read files of/ }, examine, here);
  });
  clean(
    'a disk that can only be read',
    () =>
      disk('64m', async () => {
        root('mount -o remount,ro disk');
        await heals('data folder', { found: /can't be written .*Read-only file system/ }, examine, here);
      }),
    needsMounts,
  );
  clean(
    'a disk that is full',
    () =>
      disk('192m', async () => {
        // Of what the command lists, largest last, the one file that nobody needs goes.
        const tidy = {
          shell(command) {
            const listed = sh(command)
              .trim()
              .split('\n')
              .map((line) => line.split('\t'))
              .filter(([, name]) => name !== path.join(work, 'disk'));
            const [size, name] = listed.at(-1);
            assert.match(size, /^1\d\dM$/);
            assert.equal(name, path.join(work, 'disk/of no use'));
            sh(`rm '${name}'`);
          },
        };
        const leave = (free) =>
          sh(`fallocate -l $(( $(stat -f -c '%f * %S' disk) - ${free} * 1024 )) 'disk/of no use'`);
        leave(50 * 1024);
        await heals('free space', { state: 'warning', found: /^Only 50 MiB are free/ }, examine, tidy);
        leave(500);
        await heals('free space', { found: /is full/ }, examine, tidy);
        leave(0);
        const ill = examine().filter(({ state, name }) => state !== 'ok' && name !== 'file system');
        assert.deepEqual(
          ill.map(({ name }) => name),
          ['data folder'],
          'one cause, one finding',
        );
        await heals('data folder', { found: /Nothing can be written .*No space left/ }, examine, tidy);
      }),
    needsMounts,
  );
  clean(
    'a disk that takes no more files',
    () =>
      disk('192m,nr_inodes=300', async () => {
        sh('mkdir disk/many && i=0 && while true >disk/many/$i; do i=$((i + 1)); done 2>/dev/null || true');
        await heals('data folder', { found: /Nothing can be written .*No space left/ }, examine, {
          shell(command) {
            assert.match(sh(command), /^2\d\d\t\S*\/disk\/many$/m);
            sh('rm -r disk/many');
          },
        });
      }),
    needsMounts,
  );

  // --- the key -------------------------------------------------------------------------------------------------------

  clean('a key that was cut short', async () => {
    fs.writeFileSync(path.join(data, '.ht.key'), 'short');
    await heals('data folder', { found: /signing key/ }, examine, here);
  });
  clean('a key that can not be read', async () => {
    fs.chmodSync(path.join(data, '.ht.key'), 0);
    await heals('data folder', { found: /\.ht\.key: Permission denied/ }, examine, here);
  });
  byRoot('a key that only root can give back', async () => {
    const key = fs.readFileSync(path.join(data, '.ht.key'));
    root(`chown 0:0 '${data}' '${data}/.ht.key' && chmod 1777 '${data}' && chmod 600 '${data}/.ht.key'`);
    await heals('data folder', { found: /\.ht\.key: Permission denied/ }, examine, here);
    root(`chown 0:0 '${data}/.ht.key' '${data}' && chmod 666 '${data}/.ht.key' && chmod 1777 '${data}'`);
    await heals('data folder', { found: /anybody may use it/ }, examine, here);
    assert.deepEqual(fs.readFileSync(path.join(data, '.ht.key')), key);
  });
  byRoot("a key that others may use, and that is somebody else's", async () => {
    const key = fs.readFileSync(path.join(data, '.ht.key'));
    root(`rm '${data}'/.ht.vitrine.db*
			chown ${OTHER} '${data}' '${data}/.ht.key'
			chmod 1777 '${data}'
			chmod 666 '${data}/.ht.key'`);
    // A shell's user is told that the programs run as whose the key is. By the web, while nobody has an account:
    const env = {
      VITRINE_CONF: conf,
      GATEWAY_INTERFACE: 'CGI/1.1',
      REQUEST_METHOD: 'GET',
      SCRIPT_NAME: '/cgi-bin/server.cgi',
      PATH_INFO: '/doctor',
      HTTP_HOST: 'localhost',
      REMOTE_ADDR: '127.0.0.1',
    };
    const byWeb = () => parseCgi(runAs(NOBODY, `exec '${program}'`, env).stdout).json.checks;
    await heals('data folder', { found: /anybody may use it/ }, byWeb, by(OTHER));
    assert.notDeepEqual(fs.readFileSync(path.join(data, '.ht.key')), key);
  });
  clean('data that an admin removed', async () => {
    fs.rmSync(data, { recursive: true });
    fs.writeFileSync(path.join(work, '.ht.removed.data'), '');
    await heals('data folder', { found: /^An admin removed the data/ }, examine, here);
  });
  clean('a group that may use the data, and others that may look', async () => {
    set('data_access = group');
    well(); // the modes follow the setting
    fs.chmodSync(data, 0o2775);
    await heals('data folder', { state: 'warning', found: /can look into/ }, examine, here);
    assert.equal(fs.statSync(data).mode & 0o7777, 0o2770);
  });

  // --- the database and what it lies on ------------------------------------------------------------------------------

  clean('a database that can only be read', async () => {
    fs.chmodSync(path.join(data, '.ht.vitrine.db'), 0o400);
    await heals('database', { found: /can be read, and not written/ }, examine, here);
  });
  clean('a database that is something else', async () => {
    fs.writeFileSync(path.join(data, '.ht.vitrine.db'), 'x\n'.repeat(5000));
    await heals('database', { found: /is no database/ }, examine, here);
  });
  clean('the same, by FTP and on the page', () => {
    const file = path.join(data, '.ht.vitrine.db');
    fs.writeFileSync(file, 'x\n'.repeat(5000));
    assert.match(
      named(examine(), 'database').remedy,
      /; or by FTP, rename the file, then register on the page, whose Administration restores a backup:\n/,
    );
    fs.renameSync(file, `${file}.broken`);
    const registered = post('auth', '/register', 'username=ben&password=correct horse battery');
    assert.equal(registered.json?.role, 'admin', registered.text);
    const bytes = fs.readFileSync(path.join(work, 'vitrine-backup.db'));
    const body = piece(0, bytes.length, bytes);
    const restored = post('server', '/restore', body, {
      CONTENT_TYPE: pieceHeaders['Content-Type'],
      HTTP_AUTHORIZATION: `Bearer ${registered.json.access_token}`,
    });
    assert.equal(restored.status, 200, restored.text);
    assert.equal(post('auth', '/login', FORM).status, 200);
    if (isRoot) root(`chown -R ${NOBODY} '${data}'`);
  });
  clean('a database that is damaged', async () => {
    const file = path.join(data, '.ht.vitrine.db');
    const bytes = fs.readFileSync(file);
    bytes.fill(0, 4096);
    fs.writeFileSync(file, bytes);
    await heals('database', { found: /is damaged/ }, examine, here);
  });
  clean('a database of a newer release', async () => {
    const { MAKEFLAGS, MFLAGS, MAKELEVEL, ...env } = process.env; // a make of its own
    const newer = spawnSync('make', ['-s', '-C', top, 'build/tests/newer/server.cgi'], { encoding: 'utf8', env });
    assert.equal(newer.status, 0, newer.stderr);
    unpacked();
    fs.cpSync(path.join(work, 'site'), path.join(work, 'later'), { recursive: true });
    fs.copyFileSync(path.join(top, 'build/tests/newer/server.cgi'), path.join(work, 'later/cgi-bin/server.cgi'));
    archive('later', 'vitrine-later');
    const [older, later] = [program, path.join(work, 'later/cgi-bin/server.cgi')];
    program = later;
    assert.equal(named(examine(), 'database').state, 'ok'); // from now on it is of that release
    program = older;
    await heals('database', { found: /is of a newer release/ }, examine, here);
  });
  byRoot('a database that only root can give back', async () => {
    root(`chown 0:0 '${data}/.ht.vitrine.db' && chmod 600 '${data}/.ht.vitrine.db'`);
    const checks = examine();
    assert.match(named(checks, 'database').found, /Permission denied/);
    root(named(checks, 'database').remedy);
    assert.equal(named(examine(), 'database').state, 'ok');
    root(`chown 0:0 '${data}/.ht.vitrine.db' && chmod 600 '${data}/.ht.vitrine.db'`);
    await heals('data folder', { found: /Permission denied/ }, examine, here);
  });
  clean('a database that another program holds', async () => {
    const other = spawn('sqlite3', [path.join(data, '.ht.vitrine.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => other.on('exit', resolve));
    const holds = new Promise((resolve) => other.stdout.once('data', resolve));
    other.stdin.write('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; SELECT 1;\n');
    await deadline(holds, 'sqlite3');
    const check = named(examine(), 'database');
    assert.equal(check.state, 'warning');
    assert.match(check.found, /another program holds it/);
    assert.match(check.remedy, /^# in a browser, once the other program has ended/);
    other.stdin.end();
    await deadline(ended, 'the end of sqlite3');
    if (isRoot) root(`chown -R ${NOBODY} '${data}'`);
    assert.equal(named(examine(), 'database').state, 'ok');
    assert.match(named(examine(), 'file system').found, /journal wal/);
  });
  // As sshfs has it: files that come through a program. What is below /var/lib is on a disk, whatever /tmp is.
  const hasFuse = spawnSync('sh', ['-c', 'command -v bindfs && test -w /dev/fuse']).status === 0;
  const noFuse = needsMounts || (!hasFuse && 'needs bindfs and /dev/fuse');
  clean(
    'data on a file system of another machine',
    async () => {
      const lib = fs.mkdtempSync('/var/tmp/vitrine-e2e-');
      fs.chmodSync(lib, 0o755);
      const mounts =
        `mkdir remote disk && chown ${NOBODY}:${NOBODY} remote\nbindfs -f remote disk >/dev/null &\npid=$!\n` +
        `while [ "$(stat -f -c %t disk)" != 65735546 ]; do kill -0 $pid; done\nmount --bind ${lib} /var/lib`;
      try {
        await mounted(
          mounts,
          async () => {
            sh('cp -a data disk/data');
            set(`data_dir = ${work}/disk/data`);
            const found = /^The file system is FUSE, journal delete: over a network/;
            await heals('file system', { state: 'warning', found }, examine, here);
            assert.match(named(examine(), 'file system').found, /journal wal/);
            assert.match(fs.readFileSync(conf, 'utf8'), /^data_dir = \/var\/lib\/vitrine$/m);
            set(`data_dir = ${work}/data`);
          },
          'umount disk\nwait $pid',
        );
      } finally {
        fs.rmSync(lib, { recursive: true });
      }
    },
    noFuse,
  );
  clean('data in memory only', async () => {
    const memory = fs.mkdtempSync('/dev/shm/vitrine-');
    if (isRoot) fs.chownSync(memory, NOBODY, NOBODY);
    try {
      set(`data_dir = ${memory}`);
      const check = named(examine(), 'file system');
      assert.equal(check.state, 'warning');
      assert.match(check.found, /tmpfs.*lost/);
      assert.match(check.remedy, /mv \/dev\/shm\/vitrine-\S+ \S+ && printf '\\n%s\\n' 'data_dir = \S+' >>/);
    } finally {
      fs.rmSync(memory, { recursive: true });
      set(`data_dir = ${data}`);
    }
  });

  // --- passwords and programs ----------------------------------------------------------------------------------------

  clean('hashes that are too slow', async () => {
    set('scrypt_log_n = 17\nscrypt_p = 8');
    await heals('password hashing', { state: 'warning', found: /^Each sign-in takes \d{4,} ms/ }, examine, here);
  });
  clean('hashes for which there is not the memory', async () => {
    set('scrypt_log_n = 17\nscrypt_p = 1');
    const limited = () => examine(NOBODY, 'ulimit -v 120000');
    await heals('password hashing', { found: /not the 128 MiB of memory/ }, limited, here);
    assert.match(fs.readFileSync(conf, 'utf8'), /^scrypt_log_n = 16\nscrypt_r = 8\nscrypt_p = 2$/m);
  });
  clean('hashes that others take all the time', async () => {
    set('hash_slots = 2\nscrypt_log_n = 14');
    const slots = `flock '${data}/.ht.hash.0' flock '${data}/.ht.hash.1'`;
    const other = spawn('sh', ['-c', `${slots} sh -c 'echo ready; read line'`], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => other.on('exit', resolve));
    await deadline(new Promise((resolve) => other.stdout.once('data', resolve)), 'flock');
    if (isRoot) root(`chown -R ${NOBODY} '${data}'`);
    await heals('password hashing', { state: 'warning', found: /others were signing in/ }, examine, here);
    other.stdin.end();
    await deadline(ended, 'the end of flock');
  });
  clean('an archive that was not unpacked as a whole', async () => {
    unpacked();
    archive(shipped);
    fs.rmSync(path.join(work, 'site/cgi-bin/books.cgi'));
    await heals('programs', { found: /books\.cgi: No such file/ }, examine, here);
    const lib = path.join(work, 'site/cgi-bin/lib');
    const [name] = fs.readdirSync(lib).filter((one) => one.startsWith('libjwt'));
    fs.truncateSync(path.join(lib, name), 1000);
    const look = () => ask().checks; // the programs have a word, too
    await heals('programs', { found: /auth\.cgi: ended with 1/ }, look, here);
    fs.rmSync(lib, { recursive: true });
    await heals('programs', { found: /users\.cgi: ended with 1/ }, look, here);
  });
  clean('programs in another folder than the pages', async () => {
    unpacked();
    archive(shipped);
    fs.renameSync(path.join(work, 'site/cgi-bin'), path.join(work, 'cgi-bin'));
    program = path.join(work, 'cgi-bin/server.cgi');
    fs.rmSync(path.join(work, 'cgi-bin/books.cgi'));
    await heals('programs', { found: /books\.cgi: No such file/ }, examine, here);
    assert.ok(!fs.existsSync(path.join(work, 'cgi-bin/index.html')));
  });

  test('other programs have no doctor, and say what they have', () => {
    const { status, stderr } = spawnSync(path.join(programs, 'media.cgi'), ['--doctor'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.doesNotMatch(stderr, /--doctor$/m);
    clear();
  });
});
