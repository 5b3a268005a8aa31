// `make install`, and the files for servers of one's own, used as their comments say.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { DEADLINE, deadline, freePort, partsOf, top, workFolder } = require('./harness');

describe('make install', () => {
  const work = workFolder();
  const share = path.join(work, 'usr/share');
  const site = path.join(share, 'vitrine');
  const doc = path.join(share, 'doc/vitrine');
  const children = [];

  before(() => {
    const made = spawnSync('make', ['-C', top, 'install', `DESTDIR=${work}`, 'PREFIX=/usr'], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stdout + made.stderr);
  });
  after(async () => {
    for (const child of children) {
      child.kill('SIGTERM');
      await deadline(child.ended, 'stop');
    }
    fs.rmSync(work, { recursive: true, force: true });
  });

  test('lays out the web folder, without data', () => {
    const names = fs.readdirSync(site);
    for (const name of ['.htaccess', 'index.html', 'cgi-bin']) assert.ok(names.includes(name), name);
    for (const name of ['data', 'vitrine.conf']) assert.ok(!names.includes(name), name);
    assert.equal(fs.statSync(path.join(site, 'cgi-bin/server.cgi')).mode & 0o777, 0o755);
    for (const entry of fs.readdirSync(site, { recursive: true, withFileTypes: true }))
      assert.equal(
        fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mode & 0o022,
        0,
        `${entry.name}: only its owner may write`,
      );
  });

  test('a second time brings what is new and keeps settings and data', () => {
    const kept = [
      'vitrine.conf',
      'about.html',
      'cgi-bin/about.cgi',
      'data/.ht.vitrine.db',
      'robots.txt',
      'cgi-bin/vitrine.conf',
      'cgi-bin/data/.ht.key',
    ];
    const gone = ['js/old.js', 'v-0123456789/js/older.js', 'cgi-bin/lib/old.so'];
    const before = fs.readdirSync(site, { recursive: true }).sort();
    for (const name of [...kept, ...gone]) {
      fs.mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
      fs.writeFileSync(path.join(site, name), `# ${name}`);
    }
    fs.writeFileSync(path.join(site, 'index.html'), 'old');
    assert.equal(spawnSync('sh', [path.join(top, 'lib/install.sh'), 'build/cgi-bin', site], { cwd: top }).status, 0);
    for (const name of kept) assert.equal(fs.readFileSync(path.join(site, name), 'utf8'), `# ${name}`);
    assert.notEqual(fs.readFileSync(path.join(site, 'index.html'), 'utf8'), 'old');
    for (const name of [
      'vitrine.conf',
      'about.html',
      'cgi-bin/about.cgi',
      'data',
      'robots.txt',
      'cgi-bin/vitrine.conf',
      'cgi-bin/data',
    ])
      fs.rmSync(path.join(site, name), { recursive: true });
    assert.deepEqual(fs.readdirSync(site, { recursive: true }).sort(), before);
    assert.deepEqual(fs.readdirSync(share).sort(), ['doc', 'vitrine']);
  });

  test('what pages that are open are made of stays, until the next time', () => {
    const first = path.join(site, 'index.html');
    const before = fs.readFileSync(first, 'utf8');
    const older = path.join(site, 'v-0123456789');
    fs.mkdirSync(older);
    fs.writeFileSync(first, before.replaceAll(partsOf(site), 'v-0123456789'));
    const install = () =>
      spawnSync('sh', [path.join(top, 'lib/install.sh'), 'build/cgi-bin', site], { cwd: top }).status;
    assert.equal(install(), 0);
    assert.equal(fs.readFileSync(first, 'utf8'), before);
    assert.ok(fs.existsSync(older));
    assert.equal(install(), 0);
    assert.ok(!fs.existsSync(older));
    assert.ok(fs.existsSync(path.join(site, partsOf(site), 'js')));
  });

  test('every program is in the lists of the servers', () => {
    const read = (file) => fs.readFileSync(path.join(top, file), 'utf8');
    const listed = /vitrine_programs = "([^"]+)"/.exec(read('lighttpd/vitrine.conf'))[1].split('|').sort();
    const built = fs
      .readdirSync(path.join(site, 'cgi-bin'))
      .filter((name) => name.endsWith('.cgi'))
      .map((name) => path.basename(name, '.cgi'));
    assert.deepEqual(listed, built.sort());
    const workers = [...read('lighttpd/fcgi.conf').matchAll(/cgi-bin\/(\w+)\.cgi" => /g)].map(([, name]) => name);
    assert.deepEqual(workers.sort(), built);
    const apache = read('apache/.htaccess');
    for (const name of built) assert.match(apache, new RegExp(`[|(]${name}[|)]|cgi-bin/${name}\\.cgi`), name);
  });

  // What the comments show as lines to take over, as they are but for what they say is to be changed.
  const shown = (file) =>
    fs
      .readFileSync(path.join(doc, file), 'utf8')
      .split('\n')
      .map((line) => /^#\t((?:server\.modules|var|include)\b.*)/.exec(line)?.[1])
      .filter(Boolean);
  const ask = (port, where, headers = {}, method = 'GET') =>
    deadline(
      new Promise((resolve, reject) => {
        http
          .get({ host: '127.0.0.1', port, path: where, headers, method, agent: false }, (res) => {
            let text = '';
            res.on('data', (part) => {
              text += part;
            });
            res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text }));
          })
          .on('error', reject);
      }),
      where,
    );

  async function serve(command, args, port) {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: '/',
      env: { PATH: process.env.PATH },
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.ended = new Promise((resolve) => child.on('exit', resolve));
    children.push(child);
    const until = Date.now() + DEADLINE;
    for (;;) {
      try {
        return await ask(port, '/');
      } catch (error) {
        assert.equal(error.code, 'ECONNREFUSED', error.message);
        assert.ok(child.exitCode === null && Date.now() < until, `${command}: ${said}`);
      }
    }
  }

  async function serves(port, base) {
    assert.equal((await ask(port, `${base}/server/health`)).status, 200);
    assert.equal(JSON.parse((await ask(port, `${base}/media`)).text).total, 0);
    assert.equal((await ask(port, `${base}/docs/x`)).status, 404);
    assert.equal((await ask(port, `${base}/vitrine.conf`)).status, 404);
  }

  // What lighttpd/vitrine.conf says belongs into lighttpd.conf.
  const comment = (mode, base, own) =>
    shown('lighttpd/vitrine.conf')
      .filter((line) => mode === 'fcgi' || !line.includes('vitrine_sockets'))
      .map((line) =>
        line
          .replace('"/usr/local"', `"${work}/usr"`)
          .replace('vitrine_base = ""', `vitrine_base = "${base}"`)
          .replace('"/run/lighttpd"', `"${own}"`),
      )
      .map((line) => (mode === 'fcgi' ? line.replace('mod_cgi', 'mod_fastcgi').replace('cgi.conf', 'fcgi.conf') : line))
      // The folder of sockets is named before the file that uses it.
      .sort((a, b) => a.startsWith('include') - b.startsWith('include'));

  for (const [mode, base] of [
    ['cgi', ''],
    ['fcgi', ''],
    ['cgi', '/vitrine'],
    ['fcgi', '/vitrine'],
  ])
    test(`lighttpd/vitrine.conf with ${mode}.conf at ${base || '/'}`, async () => {
      const port = await freePort();
      const own = path.join(work, `lighttpd-${mode}-${base.slice(1)}`);
      fs.mkdirSync(own);
      // Programs get the path of the settings by the environment that lighttpd.conf sets; workers inherit lighttpd's
      // own.
      const settings = mode === 'cgi' ? path.join(own, 'settings') : path.join(site, 'vitrine.conf');
      fs.writeFileSync(settings, `data_dir = ${own}/data\n`);
      // As in the comment, after what Debian's own configuration loads; and another site's rules, which stay in force.
      fs.writeFileSync(
        path.join(own, 'lighttpd.conf'),
        `
				server.modules = ()
				server.bind = "127.0.0.1"
				server.port = ${port}
				server.document-root = "${own}"
				mimetype.assign = ( ".txt" => "text/plain" )
				setenv.add-environment = ( "VITRINE_CONF" => "${own}/settings" )
				${comment(mode, base, own).join('\n')}
			`,
      );
      fs.writeFileSync(path.join(own, 'other.txt'), 'another site');
      await serve('lighttpd', ['-D', '-f', path.join(own, 'lighttpd.conf')], port);
      await serves(port, base);
      if (base) assert.equal((await ask(port, '/other.txt')).text, 'another site');
      assert.equal(fs.statSync(path.join(own, 'data')).mode & 0o777, 0o700);
      fs.rmSync(settings);
    });

  // An Apache in the folder `own`, with the modules that the comments ask for and the lines given.
  async function apache(own, port, mode, lines) {
    const modules = ['mpm_event', 'authz_core', 'alias', 'dir', 'env', 'mime', 'headers', 'rewrite', 'setenvif', mode];
    fs.writeFileSync(
      path.join(own, 'httpd.conf'),
      `
			ServerRoot /usr/lib/apache2
			ServerName localhost
			Listen 127.0.0.1:${port}
			PidFile ${own}/pid
			DefaultRuntimeDir ${own}
			ErrorLog ${own}/error.log
			TypesConfig /dev/null
			Suexec Off
			Suexec Off
			${modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
			${mode === 'cgid' ? `ScriptSock ${own}/cgid` : `FcgidIPCDir ${own}\nFcgidProcessTableFile ${own}/shm`}
			${lines}
		`,
    );
    let start = ['apache2', '-f', path.join(own, 'httpd.conf'), '-DFOREGROUND'];
    if (process.getuid() === 0) {
      fs.chownSync(own, 33, 33); // Debian's www-data, everywhere
      start = ['setpriv', '--reuid=33', '--regid=33', '--clear-groups', ...start];
    }
    await serve(start[0], start.slice(1), port);
  }

  for (const mode of ['cgid', 'fcgid'])
    test(`apache/vitrine-vhost.conf with mod_${mode}`, async () => {
      const port = await freePort();
      const own = path.join(work, `apache-${mode}`);
      fs.mkdirSync(own);
      fs.writeFileSync(path.join(work, 'vitrine.conf'), `data_dir = ${own}/data\n`);
      // The first two lines edited, as its comments say; the address and the settings' path are this test's.
      fs.writeFileSync(
        path.join(own, 'vhost.conf'),
        fs
          .readFileSync(path.join(doc, 'apache/vitrine-vhost.conf'), 'utf8')
          .replace('books.example.org', 'localhost')
          .replace('VITRINE_PREFIX /usr/local', `VITRINE_PREFIX ${work}/usr`)
          .replace('*:80', `*:${port}`)
          .replaceAll('/etc/vitrine.conf', path.join(work, 'vitrine.conf')),
      );
      await apache(own, port, mode, `Include ${own}/vhost.conf`);
      await serves(port, '');
      assert.equal((await ask(port, '/media', {}, 'TRACE')).status, 405);
      assert.equal(fs.statSync(path.join(own, 'data')).mode & 0o777, 0o700);
    });

  test('programs in the cgi-bin that a host has elsewhere', async () => {
    const port = await freePort();
    const own = path.join(work, 'elsewhere');
    const web = path.join(own, 'www/vitrine');
    fs.cpSync(site, web, { recursive: true });
    fs.renameSync(path.join(web, 'cgi-bin'), path.join(own, 'programs'));
    fs.writeFileSync(path.join(web, 'central-cgi-bin'), '');
    fs.writeFileSync(
      path.join(own, 'programs/vitrine.conf'),
      `base_url = http://127.0.0.1:${port}/vitrine\ndata_dir = ${own}/data\n`,
    );
    await apache(
      own,
      port,
      'cgid',
      `
			DocumentRoot ${own}/www
			ScriptAlias /cgi-bin/ ${own}/programs/
			<Directory ${own}/www>
				AllowOverride FileInfo
			</Directory>
		`,
    );
    await serves(port, '/vitrine');
    for (const where of ['/vitrine/cgi-bin/media.cgi/', '/cgi-bin/media.cgi']) {
      const answer = await ask(port, where);
      assert.equal(JSON.parse(answer.text).total, 0);
      assert.match(answer.headers.link, new RegExp(`<http://127.0.0.1:${port}/vitrine/`), 'by base_url');
    }
  });
});
