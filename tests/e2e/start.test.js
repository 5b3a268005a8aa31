// How an installation comes to life, and how a run of it begins and ends.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const dgram = require('node:dgram');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');
const {
  DEADLINE,
  Site,
  assertError,
  cgi,
  combinations,
  deadline,
  everywhere,
  folder,
  parseCgi,
  processesOf,
  programs,
  toText,
  top,
  workFolder,
} = require('./harness');

// Waits for what comes by itself.
async function until(holds, what) {
  const given = Date.now() + 15000;
  while (!(await holds())) {
    assert.ok(Date.now() < given, `waited for ${what}`);
    await new Promise(setImmediate);
  }
}

const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);

everywhere('first request', (site) => {
  test('makes the folder, the database and the key, for nobody else', async () => {
    fs.rmSync(site.data, { recursive: true }); // lib/run.sh made it
    fs.chmodSync(site.work, 0o777);
    const answer = await site.get('/media');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(mode(site.data), '700');
    const names = fs.readdirSync(site.data);
    assert.ok(names.includes('.ht.vitrine.db'));
    assert.equal(
      (await site.post('/auth/register', { username: 'ann', password: 'correct horse battery' })).status,
      201,
    );
    assert.ok(fs.readdirSync(site.data).includes('.ht.key'));
    assert.equal(fs.statSync(path.join(site.data, '.ht.key')).size >= 32, true);
    for (const name of fs.readdirSync(site.data)) assert.equal(mode(path.join(site.data, name)), '600', name);
  });

  if (site.mode === 'fcgi') return; // a worker keeps it open
  // lighttpd ends a CGI program as soon as it has the whole answer: what is left to do then may never be done, and a
  // database that wasn't closed makes the next request recover it.
  test('leaves a database that was closed before the answer went out', async () => {
    const { access_token: token } = await site.register('bob');
    for (let i = 0; i < 20; i++) {
      assert.equal((await site.post('/media', { type: 'BOOK', title: `Book ${i}` }, { token })).status, 201);
      // An empty WAL may stay: what was in it is in the database.
      assert.deepEqual(
        fs
          .readdirSync(site.data)
          .filter((name) => /-(wal|journal)$/.test(name) && fs.statSync(path.join(site.data, name)).size),
        [],
      );
    }
  });
});

everywhere(
  'an installation that needs attention',
  (site) => {
    test('says so with 503, and in the log what to do', async () => {
      const answer = await site.get('/media');
      assertError(answer, 503, 'unavailable');
      assert.doesNotMatch(answer.text, /proc|nowhere/, 'no paths');
      assertError(await site.get('/nothing'), 404, 'not_found');
      assert.equal((await site.get('/server/health')).status, 503);
      assert.equal((await site.get('/index.html')).status, 200);
      assert.match(fs.readFileSync(site.log, 'utf8'), /\/proc\/nowhere/);
    });
  },
  { dataDir: '/proc/nowhere/data' },
);

const ill = workFolder(); // a release of one's own, to break
fs.cpSync(folder, ill, { recursive: true });
everywhere(
  'programs that do not start',
  (site) => {
    test('are what health says, from a worker too', async () => {
      const broken = path.join(ill, 'cgi-bin/books.cgi');
      assert.equal((await site.get('/server/health')).json.programs, 'ok');
      fs.chmodSync(broken, 0o644);
      for (let i = 0; i < 3; i++) {
        const { status, json } = await site.get('/server/health');
        assert.equal(status, 503);
        assert.deepEqual(json.broken, ['books']);
      }
      fs.chmodSync(broken, 0o755);
      assert.equal((await site.get('/server/health')).status, 200);
      for (const { pid } of site.mode === 'fcgi' ? site.workers('server') : [])
        assert.equal(
          fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'),
          '',
          'no child is left, dead or alive',
        );
      assert.match(
        fs.readFileSync(site.log, 'utf8'),
        /books\.cgi does not start: Permission denied; it must be executable \(mode 755\)/,
      );
    });

    if (site.mode === 'fcgi')
      // a worker that runs doesn't notice, one that can't start is its server's affair
      return;
    test('say so themselves, where they still can', async () => {
      const lib = path.join(ill, 'cgi-bin/lib');
      fs.renameSync(lib, `${lib}-away`);
      const body = JSON.stringify({ username: 'ann', password: 'x'.repeat(200000) }); // more than a pipe holds
      const answer = await site.post('/auth/register', body, { headers: { 'Content-Type': 'application/json' } });
      fs.renameSync(`${lib}-away`, lib);
      assertError(answer, 503, 'unavailable');
      assert.match(answer.json.error.message, /upload/);
      assert.match(
        fs.readFileSync(site.log, 'utf8'),
        /vitrine: auth\.cgi: .*cgi-bin\/lib\/\S+: No such file or directory; upload/,
      );
      assert.equal(
        (await site.post('/auth/register', { username: 'ann', password: 'correct horse battery' })).status,
        201,
      );
    });
  },
  { folder: ill },
);
after(() => fs.rmSync(ill, { recursive: true, force: true }));

everywhere(
  'a setting that nobody knows',
  (site) => {
    test('is a line in the log and a 503', async () => {
      assertError(await site.get('/media'), 503, 'unavailable');
      assert.match(fs.readFileSync(site.log, 'utf8'), /colour/);
    });
  },
  { settings: { colour: 'blue' } },
);

describe('programs by themselves', () => {
  const work = workFolder();
  const conf = path.join(work, 'vitrine.conf');
  before(() =>
    fs.writeFileSync(
      conf,
      toText({
        data_dir: path.join(work, 'data'),
        scrypt_log_n: 10,
        scrypt_r: 8,
        scrypt_p: 1,
        rate_limit_address: 1000,
      }),
    ),
  );
  after(() => fs.rmSync(work, { recursive: true, force: true }));

  test('sixteen at once on an empty folder make one database and one key', async () => {
    const register = (n) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify({ username: `user${n}`, password: 'correct horse battery' });
        const child = spawn(path.join(programs, 'auth.cgi'), {
          stdio: ['pipe', 'pipe', 'pipe'],
          env: {
            VITRINE_CONF: conf,
            REQUEST_METHOD: 'POST',
            SCRIPT_NAME: '/cgi-bin/auth.cgi',
            PATH_INFO: '/register',
            REQUEST_URI: '/auth/register',
            QUERY_STRING: '',
            CONTENT_TYPE: 'application/json',
            CONTENT_LENGTH: String(body.length),
            HTTP_HOST: 'localhost',
            REMOTE_ADDR: '127.0.0.1',
          },
        });
        let out = '';
        child.stdout.on('data', (text) => {
          out += text;
        });
        child.on('error', reject);
        child.on('close', () => resolve(parseCgi(out)));
        child.stdin.end(body);
      });
    const made = await deadline(Promise.all(Array.from({ length: 16 }, (_, n) => register(n))), 'sixteen programs');
    assert.deepEqual(
      made.map(({ status }) => status),
      Array(16).fill(201),
    );
    assert.equal(made.filter(({ json }) => json.role === 'admin').length, 1, 'one of them was the first');
    for (const { json } of made)
      assert.equal(
        cgi('usermedia', { conf, env: { HTTP_AUTHORIZATION: `Bearer ${json.access_token}` } }).status,
        200,
        'its token holds for all',
      );
    const twice = await register(3);
    assert.equal(twice.status, 409, 'all are in the same database');
    assert.equal(mode(path.join(work, 'data')), '700');
  });

  const names = fs
    .readdirSync(programs)
    .filter((name) => name.endsWith('.cgi'))
    .map((name) => path.basename(name, '.cgi'));
  const doors = ['mycoll', 'kallaxy', 'movieshelf', 'booktracker', 'mediatracker'];
  const issuers = ['auth', 'users', 'lookup', ...doors]; // these bring libraries of their own along
  const elf = (file) => spawnSync('readelf', ['-dlW', file], { encoding: 'utf8' }).stdout;

  // What a program answers that isn't asked for anything special.
  const first = {
    server: ['/version', 200],
    usermedia: ['/', 401],
    library: ['/', 401],
    collection: ['/', 401],
    lists: ['/', 401],
    images: ['/', 404],
    reviews: ['/', 404],
    auth: ['/', 404],
    users: ['/', 401],
    lookup: ['/', 401],
    diary: ['/', 401],
    imports: ['/', 401],
    exports: ['/', 401],
    stats: ['/', 401],
    shared: ['/', 404],
    ...Object.fromEntries(doors.map((door) => [door, ['/', 404]])),
  };

  const uploaders = ['books', 'media', 'movies', 'users', 'lookup', 'movieshelf'];
  for (const name of names)
    test(`${name}.cgi ${uploaders.includes(name) ? 'carries' : 'does without'} the codecs`, () => {
      const bytes = fs.readFileSync(path.join(programs, issuers.includes(name) ? `lib/${name}` : `${name}.cgi`));
      assert.equal(bytes.includes('Not a JPEG file'), uploaders.includes(name)); // a message of libjpeg
    });

  const build = (file, to, ...options) => {
    const made = spawnSync('cc', ['-D_GNU_SOURCE', '-Wall', '-Wextra', ...options, '-o', to, path.join(top, file)], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
    return to;
  };
  // Without root, a user namespace of one's own gives the right to chroot.
  const enter = process.getuid() === 0 ? ['chroot'] : ['unshare', '-r', 'chroot'];
  const skip =
    enter.length > 1 && spawnSync('unshare', ['-r', 'true']).status !== 0 && 'needs root, or user namespaces';
  // The release's program in a root where nothing else is (no /proc, no /dev, no /lib64), asked by CGI.
  const lay = (root, name) => {
    fs.mkdirSync(path.join(root, 'cgi-bin'), { recursive: true });
    fs.copyFileSync(path.join(programs, `${name}.cgi`), path.join(root, 'cgi-bin', `${name}.cgi`));
    if (issuers.includes(name))
      fs.cpSync(path.join(programs, 'lib'), path.join(root, 'cgi-bin/lib'), { recursive: true });
  };
  const ask = (root, name, where, { env = {}, input = '', before: first = [] } = {}) => {
    const [command, ...args] = [...first, ...enter, root, `/cgi-bin/${name}.cgi`];
    const result = spawnSync(command, args, {
      encoding: 'utf8',
      input,
      env: {
        PATH: `${process.env.PATH}:/usr/sbin`,
        REQUEST_METHOD: 'GET',
        SCRIPT_NAME: `/cgi-bin/${name}.cgi`,
        SCRIPT_FILENAME: `/cgi-bin/${name}.cgi`,
        PATH_INFO: where,
        REQUEST_URI: `/cgi-bin/${name}.cgi${where}`,
        QUERY_STRING: '',
        HTTP_HOST: 'localhost',
        REMOTE_ADDR: '127.0.0.1',
        VITRINE_GUARD: '1',
        ...env,
      },
    });
    return { ...parseCgi(result.stdout), error: result.stderr };
  };
  const form = (fields) => {
    const input = new URLSearchParams(fields).toString();
    return {
      input,
      env: {
        REQUEST_METHOD: 'POST',
        CONTENT_TYPE: 'application/x-www-form-urlencoded',
        CONTENT_LENGTH: String(input.length),
      },
    };
  };
  const ann = form({ username: 'ann', password: 'correct horse battery' });

  for (const name of names)
    test(`${name}.cgi in an empty root answers`, { skip }, () => {
      assert.doesNotMatch(elf(path.join(programs, `${name}.cgi`)), /NEEDED|INTERP/);
      const [where, status] = first[name] ?? ['/', 200];
      const root = path.join(work, `root-${name}`);
      lay(root, name);
      const answer = ask(root, name, where);
      assert.equal(answer.status, status, answer.error + answer.text);
      assert.ok(answer.json);
      assert.equal(answer.error, '');
      if (!['auth', 'server'].includes(name))
        // which need none for that
        assert.equal(mode(path.join(root, 'data')), '700');
    });

  test('with nothing but the release one can register, and use the account', { skip }, () => {
    const root = path.join(work, 'root-of-all');
    for (const name of names) lay(root, name);
    const made = ask(root, 'auth', '/register', ann);
    assert.equal(made.status, 201, made.error + made.text);
    const env = { HTTP_AUTHORIZATION: `Bearer ${made.json.access_token}` };
    const book = form({ type: 'BOOK', title: 'A book' });
    const item = ask(root, 'media', '/', { ...book, env: { ...book.env, ...env } });
    assert.equal(item.status, 201, item.error + item.text);
    assert.equal(ask(root, 'users', '/me', { env }).json?.username, 'ann');
    assert.equal(ask(root, 'auth', '/login', ann).status, 200);
  });

  // What Linux had no calls for in 2013 (CloudLinux 7 still runs its kernel) is done without.
  test('each program answers on Linux 3.10', { skip }, () => {
    const old = build('tests/e2e/old_kernel.c', path.join(work, 'old_kernel'));
    const root = path.join(work, 'root-old');
    for (const name of names) lay(root, name);
    fs.mkdirSync(path.join(root, 'dev')); // without getrandom() this is where chance comes from
    fs.writeFileSync(path.join(root, 'dev/urandom'), crypto.randomBytes(1 << 16));
    const made = ask(root, 'auth', '/register', { ...ann, before: [old] });
    assert.equal(made.status, 201, made.error + made.text);
    for (const name of names) {
      const [where, status] = first[name] ?? ['/', 200];
      const answer = ask(root, name, where, { before: [old] });
      assert.equal(answer.status, status, name + answer.error + answer.text);
    }
  });

  test('mail is sent on Linux 3.10', async () => {
    const folder = path.join(work, 'mail');
    const settings = path.join(folder, 'vitrine.conf');
    const sendmail = path.join(folder, 'sendmail');
    fs.mkdirSync(folder);
    fs.writeFileSync(sendmail, `#!/bin/sh\ncat >"${folder}/new" && mv "${folder}/new" "${folder}/mail"\n`, {
      mode: 0o755,
    });
    fs.writeFileSync(
      settings,
      toText({
        data_dir: path.join(folder, 'data'),
        sendmail,
        base_url: 'https://films.example',
        scrypt_log_n: 10,
        scrypt_r: 8,
        scrypt_p: 1,
      }),
    );
    const call = (where, { env, input }) =>
      spawnSync(build('tests/e2e/old_kernel.c', path.join(work, 'old_kernel')), [path.join(programs, 'auth.cgi')], {
        input,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          VITRINE_CONF: settings,
          SCRIPT_NAME: '/cgi-bin/auth.cgi',
          PATH_INFO: where,
          HTTP_HOST: 'localhost',
          REMOTE_ADDR: '127.0.0.1',
          ...env,
        },
      });
    assert.equal(
      parseCgi(
        call('/register', form({ username: 'ann', email: 'ann@films.example', password: 'correct horse battery' }))
          .stdout,
      ).status,
      201,
    );
    const asked = call('/password-reset', form({ email: 'ann@films.example' }));
    assert.equal(parseCgi(asked.stdout).status, 202, asked.stderr);
    await until(() => fs.existsSync(path.join(folder, 'mail')), 'the mail');
    assert.match(fs.readFileSync(path.join(folder, 'mail'), 'utf8'), /reset\.html/);
  });

  test('a path that the loader would read as several is no obstacle', () => {
    const folder = path.join(work, 'a:b;c $ORIGIN $LIB é');
    lay(folder, 'auth');
    const result = spawnSync(path.join(folder, 'cgi-bin/auth.cgi'), ['--routes'], { encoding: 'utf8', env: {} });
    assert.match(result.stdout, /^POST \/auth\/register$/m, result.stderr);
  });

  test('what this machine means for its own programs does not reach those that carry their libraries', () => {
    const junk = path.join(work, 'junk.so');
    fs.writeFileSync(junk, 'no library');
    fs.writeFileSync(path.join(work, 'openssl.cnf'), 'openssl_conf = nowhere\n[broken');
    const result = cgi('auth', {
      conf,
      input: ann.input,
      env: {
        ...ann.env,
        PATH_INFO: '/login',
        LD_PRELOAD: junk,
        LD_LIBRARY_PATH: work,
        LD_DEBUG: 'all',
        GLIBC_TUNABLES: 'glibc.rtld.nns=0',
        OPENSSL_CONF: path.join(work, 'openssl.cnf'),
      },
    });
    assert.equal(result.status, 401, result.text);
    assert.equal(result.stderr.toString(), '');
  });

  test('libraries that a host gives all its programs are not for ours', { skip }, () => {
    const root = path.join(work, 'root-preload');
    for (const name of issuers) lay(root, name);
    // One that needs another, as libraries do that were made before libc had all of it.
    fs.mkdirSync(path.join(root, 'etc'));
    fs.writeFileSync(path.join(work, 'hook.c'), 'int hook(void) { return 1; }\n');
    const build = (...args) => assert.equal(spawnSync('cc', ['-shared', '-fPIC', ...args], { cwd: work }).status, 0);
    build('-o', 'libneeded.so', 'hook.c');
    build('-o', path.join(root, 'etc/hook.so'), 'hook.c', '-Wl,--no-as-needed', './libneeded.so');
    fs.writeFileSync(path.join(root, 'etc/ld.so.preload'), '/etc/hook.so\n');
    const made = ask(root, 'auth', '/register', ann);
    assert.equal(made.status, 201, made.error + made.text);
    assert.equal(made.error, '');
  });

  describe('an upload that was not whole', () => {
    const root = path.join(work, 'root-lost');
    const file = (name) => path.join(root, 'cgi-bin/lib', name);
    const refuses = (pattern) => {
      const answer = ask(root, 'auth', '/register', ann);
      assertError(answer, 503, 'unavailable');
      assert.match(answer.json.error.message, /upload/);
      assert.doesNotMatch(answer.text, /cgi-bin|lib/, 'no paths');
      assert.match(answer.error, pattern);
      assert.equal(answer.error.trim().split('\n').length, 1, 'one line');
    };
    beforeEach(() => {
      fs.rmSync(root, { recursive: true, force: true });
      lay(root, 'auth');
    });

    test('without lib/: a line in the log and a 503', { skip }, () => {
      fs.rmSync(path.join(root, 'cgi-bin/lib'), { recursive: true });
      refuses(/^vitrine: auth\.cgi: \/cgi-bin\/lib\/ld-\S+: No such file or directory; upload/);
    });

    test('without one file, or with one that broke off', { skip }, () => {
      const name = fs.readdirSync(path.join(programs, 'lib')).find((one) => one.startsWith('libjwt.so'));
      fs.truncateSync(file(name), 1000);
      refuses(new RegExp(`lib/${name} has 1000 bytes, not \\d+; upload it again, in binary mode`));
      fs.rmSync(file(name));
      refuses(new RegExp(`lib/${name}: No such file`));
    });

    test("with every mode lost: what runs the program mends the loader's, where it may", { skip }, () => {
      const loader = fs.readdirSync(path.join(programs, 'lib')).find((one) => one.startsWith('ld-'));
      fs.chmodSync(file(loader), 0o644);
      const answer = ask(root, 'auth', '/register', ann);
      assert.equal(answer.status, 201, answer.error + answer.text);
      assert.equal(mode(file(loader)), '755');
    });

    test('for a shell: the line, and a status', () => {
      fs.rmSync(file('auth'));
      const result = spawnSync(path.join(root, 'cgi-bin/auth.cgi'), ['--routes'], { encoding: 'utf8', env: {} });
      assert.equal(result.status, 1);
      assert.equal(result.stdout, '');
      assert.match(result.stderr, /lib\/auth: No such file/);
    });
  });

  test('health names the programs that do not start, and the log says why', { skip }, () => {
    const root = path.join(work, 'root-health');
    const program = (name) => path.join(root, 'cgi-bin', `${name}.cgi`);
    for (const name of names) lay(root, name);
    const health = () => ask(root, 'server', '/health', { env: { GATEWAY_INTERFACE: 'CGI/1.1' } });
    const well = health();
    assert.equal(well.status, 200, well.text + well.error);
    assert.equal(well.json.programs, 'ok');
    assert.equal(well.json.broken, undefined);
    assert.equal(well.error, '');
    fs.chmodSync(program('books'), 0o644);
    fs.rmSync(program('media'));
    fs.writeFileSync(program('movies'), fs.readFileSync(program('movies')).subarray(0, 5000));
    fs.rmSync(path.join(root, 'cgi-bin/lib/libm.so.6'));
    const ill = health();
    assert.equal(ill.status, 503);
    assert.equal(ill.json.status, 'failing');
    assert.equal(ill.json.database, 'ok');
    assert.equal(ill.json.programs, 'unavailable');
    assert.deepEqual(ill.json.broken, [...issuers, 'books', 'media', 'movies'].sort());
    assert.doesNotMatch(ill.head, /retry-after/i, 'waiting cures nothing');
    for (const line of [
      /lib\/libm\.so\.6: No such file.*upload/,
      /auth\.cgi does not start: ended with 1/,
      /books\.cgi does not start: .*mode 755/,
      /media\.cgi does not start: No such file/,
      /movies\.cgi does not start/,
    ])
      assert.match(ill.error, line);
  });

  // Look-ups need names: a program that is started as auth.cgi is finds them by /etc/hosts and by DNS.
  test('names are resolved in a root that has no libraries', { skip }, async () => {
    const root = path.join(work, 'root-names');
    const lib = path.join(root, 'cgi-bin/lib');
    fs.mkdirSync(path.join(root, 'etc'), { recursive: true });
    fs.mkdirSync(path.join(root, 'cgi-bin'));
    const program = build(
      'tests/e2e/resolve.c',
      path.join(work, 'resolve'),
      '-no-pie',
      '-Wl,--disable-new-dtags',
      '-Wl,-rpath,$ORIGIN',
    );
    const carried = spawnSync('sh', [path.join(top, 'lib/start/carry.sh'), lib, work, program], { encoding: 'utf8' });
    assert.equal(carried.status, 0, carried.stderr);
    build(
      'lib/start/start.c',
      path.join(root, 'cgi-bin/resolve.cgi'),
      '-static',
      '-no-pie',
      '-DPROGRAM="resolve"',
      `-DCARRIED_FILES="${path.join(work, 'carried_resolve.h')}"`,
    );
    fs.writeFileSync(path.join(root, 'etc/hosts'), '192.0.2.7 shelf.example\n');
    // What a desktop's file says: modules that only that machine has.
    fs.writeFileSync(
      path.join(root, 'etc/nsswitch.conf'),
      'hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns\n',
    );
    const hosts = ['shelf.example'];
    const wanted = ['192.0.2.7'];
    const dns = process.getuid() === 0 ? dgram.createSocket('udp4') : null; // only root may listen on port 53
    if (dns) {
      // Header with one answer, the question as it came, then: its name, A, IN, 60 s, the address.
      dns.on('message', (query, { address, port }) => {
        const end = query.indexOf(0, 12) + 5;
        const head = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
        dns.send(
          Buffer.concat([
            head,
            query.subarray(12, end),
            Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 9]),
          ]),
          port,
          address,
        );
      });
      const server = `127.53.${(process.pid >> 8) & 255}.${process.pid & 255 || 1}`;
      await new Promise((resolve) => {
        dns.bind(53, server, resolve);
      });
      fs.writeFileSync(path.join(root, 'etc/resolv.conf'), `nameserver ${server}\n`);
      hosts.push('far.example');
      wanted.push('192.0.2.9');
    }
    try {
      const [command, ...args] = [...enter, root, '/cgi-bin/resolve.cgi', ...hosts];
      const child = spawn(command, args, {
        env: { PATH: `${process.env.PATH}:/usr/sbin` },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          out += text;
        });
      await deadline(
        new Promise((resolve) => {
          child.on('close', resolve);
        }),
        'names',
      );
      assert.deepEqual(out.trim().split('\n'), wanted);
    } finally {
      dns?.close();
    }
  });
});

for (const combination of combinations)
  describe(`a run (${combination.server}, ${combination.mode})`, () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      test(`ends by ${signal}, with all it started`, async () => {
        const site = await new Site(combination).start();
        await site.get('/media');
        assert.ok(site.processes().length > 0);
        site.script.kill(signal);
        await deadline(site.ended, signal);
        await site.stop(); // which looks for what is left
      });

    test('ends when its script is killed', async () => {
      const site = await new Site(combination).start();
      await site.get('/media');
      site.script.kill('SIGKILL');
      await site.ended;
      // No one is left to wait for the server; it was told, and ends on its own.
      const until = Date.now() + DEADLINE;
      while (processesOf(site.conf).length && Date.now() < until) await new Promise(setImmediate);
      await site.stop();
    });

    test('ends when its server dies, and says so', async () => {
      const site = await new Site({ ...combination, killed: true }).start();
      await site.get('/media');
      process.kill(Number(fs.readFileSync(path.join(site.run, `${combination.server}.pid`), 'utf8')), 'SIGKILL');
      assert.equal(await deadline(site.ended, 'end of the script'), 1);
      assert.match(site.output, /ended by itself/);
      await site.stop();
    });

    test('does not start on a port that is taken', async () => {
      const taken = net.createServer();
      await new Promise((resolve) => {
        taken.listen(0, '127.0.0.1', resolve);
      });
      const { port } = taken.address();
      const result = await new Promise((resolve) => {
        const child = spawn('sh', [path.join(top, 'lib/run.sh'), folder], {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: {
            ...process.env,
            SERVER: combination.server,
            MODE: combination.mode,
            PORT: port,
            DEMO: '0',
            RUN: '/nonexistent/run',
            DATA: '/nonexistent/data',
          },
        });
        let text = '';
        child.stderr.on('data', (part) => {
          text += part;
        });
        child.on('close', (code) => resolve({ code, text }));
      });
      taken.close();
      assert.equal(result.code, 1);
      assert.match(result.text, new RegExp(`port ${port} is taken`));
    });
  });

test('a run refuses what it does not know', () => {
  for (const [name, value] of [
    ['SERVER', 'nginx'],
    ['MODE', 'scgi'],
    ['PORT', '80a'],
    ['CONFIG', '/nonexistent'],
  ]) {
    const result = spawnSync('sh', [path.join(top, 'lib/run.sh'), folder], {
      encoding: 'utf8',
      env: { ...process.env, [name]: value },
    });
    assert.equal(result.status, 1);
    assert.match(result.stderr, new RegExp(`${name}.*${value}`));
  }
});
