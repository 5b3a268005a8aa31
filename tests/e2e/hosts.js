// Sets up a web server as hosts have it: an account ann, whose ~/public_html/vitrine is an unpacked copy of the web
// folder, and a configuration of the test's own, on the loopback and a free port. Where it takes several users (what
// the web server runs as, and whose the files are), all is in a private mount namespace, so that the machine has ann
// only there.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { after, before, describe } = require('node:test');
const { Site, deadline, folder: shipped, freePort, toText, top } = require('./harness');

const ANN = 54321; // her user and group, nobody's on the machine
const WWW = 33; // Debian's www-data, everywhere
const SUEXEC = process.env.SUEXEC || '/usr/lib/apache2/suexec-pristine';
const QUICK = { rate_limit_address: 100000, scrypt_log_n: 10, scrypt_r: 8, scrypt_p: 1 };

// What Debian loads by itself, and what our .htaccess can use.
const USUAL = [
  'mpm_event',
  'authz_core',
  'authz_host',
  'authn_core',
  'authn_file',
  'auth_basic',
  'authz_user',
  'alias',
  'autoindex',
  'deflate',
  'dir',
  'env',
  'filter',
  'headers',
  'mime',
  'negotiation',
  'reqtimeout',
  'rewrite',
  'setenvif',
  'userdir',
  'cgid',
];

// What nginx puts aside into folders of its own.
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const isRoot = process.getuid() === 0;
// Whether this machine lets us have users of our own. (Without, all runs as whoever runs the tests; for root, as ann's
// number.)
const hasUsers = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;
const hasSuexec = hasUsers && fs.existsSync(SUEXEC);

class Host extends Site {
  constructor(options) {
    super({
      base: '/~ann/vitrine',
      as: 'ann',
      settings: {},
      modules: USUAL,
      without: [],
      server: 'apache',
      ...options,
    });
    this.home = path.join(this.work, 'home/ann');
    this.web = path.join(this.home, 'public_html', this.name ?? 'vitrine');
    this.outside = path.join(this.home, '.local/share/vitrine/public_html', path.basename(this.web));
    this.run = path.join(this.work, 'server');
    this.log = path.join(this.run, 'error.log');
    this.children = [];
    // A path below home as the servers see it.
    this.seen = this.seen ?? ((file) => (hasUsers ? file.replace(this.work, '') : file));
  }

  // The web folder as an owner has it after unpacking, and all else that the server needs.
  lay() {
    for (const name of ['server/sockets', 'www', 'etc', 'log/apache2', 'home/ann/public_html'])
      fs.mkdirSync(path.join(this.work, name), { recursive: true });
    fs.cpSync(shipped, this.web, { recursive: true });
    fs.writeFileSync(this.log, '');
    if (this.settings) this.set(this.settings);
    // Who serves may not get into a clone in /root.
    if (this.rules) fs.cpSync(path.join(top, 'lighttpd'), path.join(this.run, 'rules'), { recursive: true });
    if (!isRoot) return;
    this.give('home/ann', ANN);
    this.give('server', this.as === 'ann' ? ANN : WWW);
    // First, as the machine may have an ann of its own.
    const line = (file, text) =>
      fs.writeFileSync(path.join(this.work, file), text + fs.readFileSync(`/${file}`, 'utf8'));
    line('etc/passwd', `ann:x:${ANN}:${ANN}::/home/ann:/bin/sh\n`);
    line('etc/group', `ann:x:${ANN}:\n`);
  }

  give(name, id) {
    assert.equal(spawnSync('chown', ['-Rh', `${id}:${id}`, path.join(this.work, name)]).status, 0);
  }

  // As ann, by FTP or a file manager: nothing belongs to root.
  put(file, text, mode = 0o644) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.chmodSync(file, mode);
    for (let at = file; isRoot && at !== this.home; at = path.dirname(at)) fs.chownSync(at, ANN, ANN);
  }

  // Her settings, in the web folder unless they would be published there.
  set(settings) {
    this.put(path.join(this.settingsIn?.(this) ?? this.web, 'vitrine.conf'), toText({ ...QUICK, ...settings }));
  }

  // A program in the background, in the namespace where ann is known. It leads a session of its own.
  spawn(command, args) {
    let [program, ...rest] = [command, ...args];
    if (hasUsers) {
      const mounts = [
        ['home', '/home'],
        ['etc/passwd', '/etc/passwd'],
        ['etc/group', '/etc/group'],
        ['log', '/var/log'],
      ].map(([from, to]) => `mount --bind '${path.join(this.work, from)}' ${to}`);
      if (this.suexec && !fs.existsSync('/usr/lib/apache2/suexec'))
        mounts.push(
          `cp -a /usr/lib/apache2/modules '${this.run}'`,
          'mount -t tmpfs none /usr/lib/apache2',
          `cp -a '${SUEXEC}' /usr/lib/apache2/suexec`,
          `mv '${this.run}/modules' /usr/lib/apache2`,
        );
      [program, ...rest] = ['unshare', '-m', 'sh', '-ec', `${mounts.join('\n')}\nexec "$@"`, 'sh', program, ...rest];
    } else if (isRoot) {
      [program, ...rest] = ['setpriv', `--reuid=${ANN}`, `--regid=${ANN}`, '--clear-groups', program, ...rest];
    }
    const child = spawn(program, rest, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
    child.said = '';
    child.stderr.on('data', (text) => {
      child.said += text;
    });
    child.ended = new Promise((resolve) => child.on('exit', resolve));
    this.children.push(child);
    return child;
  }

  async listens(child, port) {
    const connects = () =>
      new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => {
          socket.destroy();
          resolve(true);
        });
        socket.on('error', () => resolve(false));
      });
    for (const until = Date.now() + 20000; !(await connects());) {
      assert.ok(
        child.exitCode === null && Date.now() < until,
        `${child.spawnargs.at(-1)} doesn't listen: ${child.said}${this.errors()}`,
      );
      await pause(10);
    }
  }

  // The web server's own log, suexec's, and what programs said to where the web server was started.
  errors() {
    const suexec = path.join(this.work, 'log/apache2/suexec.log');
    return [
      fs.readFileSync(this.log, 'utf8'),
      fs.existsSync(suexec) ? fs.readFileSync(suexec, 'utf8') : '',
      ...this.children.map(({ said }) => said),
    ].join('');
  }

  // A line of a log may come after the answer.
  async logs(line) {
    for (const until = Date.now() + 10000; !line.test(this.errors()) && Date.now() < until;) await pause(10);
    assert.match(this.errors(), line);
  }

  // Apache's configuration: `directory` is what the host says of public_html, `lines` all else that it has.
  apache(port) {
    const modules = this.loaded();
    const has = (name) => modules.includes(name);
    const { run } = this;
    return [
      'ServerRoot /usr/lib/apache2',
      'ServerName localhost',
      `Listen 127.0.0.1:${port}`,
      `PidFile ${run}/pid`,
      `DefaultRuntimeDir ${run}/sockets`,
      `ErrorLog ${run}/error.log`,
      'LogLevel warn',
      'TypesConfig /dev/null',
      'StartServers 1',
      ...modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`),
      ...(hasUsers ? [`User ${this.as}`, `Group ${this.as}`] : []),
      `Suexec ${this.suexec ? 'On' : 'Off'}`,
      ...(has('cgid') ? [`ScriptSock ${run}/sockets/cgid`] : []),
      ...(has('fcgid') ? [`FcgidIPCDir ${run}/sockets`, `FcgidProcessTableFile ${run}/sockets/shm`] : []),
      `DocumentRoot ${this.work}/www`,
      ...(hasUsers && has('userdir')
        ? ['UserDir public_html']
        : has('alias')
          ? [`Alias /~ann "${this.seen(path.dirname(this.web))}"`]
          : []),
      '<Directory />',
      'AllowOverride None',
      'Require all denied',
      '</Directory>',
      `<Directory ${this.work}/www>`,
      'Require all granted',
      '</Directory>',
      `<Directory ${this.seen(path.dirname(this.web))}>`,
      ...(this.directory ?? [
        'AllowOverride FileInfo',
        'Options Indexes SymLinksIfOwnerMatch ExecCGI',
        'Require all granted',
      ]),
      '</Directory>',
      ...(this.hides === false ? [] : ['<FilesMatch "^\\.ht">', 'Require all denied', '</FilesMatch>']),
      ...(this.lines?.(this) ?? []),
    ].join('\n');
  }

  // lighttpd as hosts have it, with nothing of ours; or with our rules, as their comments say.
  lighttpd(port) {
    const base = `
			server.bind = "127.0.0.1"
			server.port = ${port}
			server.document-root = "${this.work}/www"
			server.upload-dirs = ( "${this.run}/sockets" )
			server.errorlog = "${this.log}"
			${hasUsers ? `server.username = "${this.as}"\nserver.groupname = "${this.as}"` : ''}
			index-file.names = ( "index.html" )
		`;
    if (this.rules) {
      return `${base}
				server.modules = ( "mod_access", "mod_alias", "mod_redirect", "mod_rewrite", "mod_setenv",
					"mod_${this.rules === 'cgi' ? 'cgi' : 'fastcgi'}" )
				var.vitrine_base = "${this.base}"
				var.vitrine_site = "${this.seen(this.web)}"
				var.vitrine_sockets = "${this.run}/sockets"
				include "${this.run}/rules/vitrine.conf"
				include "${this.run}/rules/${this.rules}.conf"
				${this.lines?.(this).join('\n') ?? ''}
			`;
    }
    return `${base}
			server.modules = ( "mod_access", "mod_userdir", "mod_alias", "mod_cgi", "mod_dirlisting" )
			mimetype.assign = ( ".html" => "text/html", ".css" => "text/css", ".js" => "text/javascript",
					"" => "application/octet-stream" )
			${hasUsers ? 'userdir.path = "public_html"' : `alias.url = ( "/~ann/" => "${path.dirname(this.web)}/" )`}
			cgi.assign = ( ".cgi" => "" )
		`;
  }

  // nginx with the lines given for its one server.
  nginx(port) {
    return `
			${hasUsers ? `user ${this.as} ${this.as};` : ''}
			pid ${this.run}/nginx.pid; error_log ${this.log}; daemon off; worker_processes 1;
			events { worker_connections 64; }
			http {
				access_log off; types { text/html html; text/css css; text/javascript js; }
				default_type application/octet-stream;
				${TEMPORARY.map((name) => `${name}_temp_path ${this.run}/sockets/${name};`).join(' ')}
				server { listen 127.0.0.1:${port}; ${this.front(this).join('\n')} }
			}`;
  }

  async serve(server, port) {
    const file = path.join(this.run, `${server}.conf`);
    fs.writeFileSync(file, this[server](port));
    const args = {
      apache: ['apache2', '-DFOREGROUND', '-f', file],
      lighttpd: ['lighttpd', '-D', '-f', file],
      nginx: ['nginx', '-c', file, '-e', this.log],
    };
    const [command, ...rest] = args[server];
    const child = this.spawn(command, rest);
    await this.listens(child, port);
    if (server === 'apache' && hasUsers) await this.startsPrograms(child);
  }

  // mod_cgid's daemon makes its socket as root and gives it away only then: who asks in between gets a 503 at once,
  // as it tries again where nobody listens yet, but not where it is refused (connect_to_daemon in mod_cgid.c).
  async startsPrograms(child) {
    if (!this.loaded().includes('cgid')) return;
    const folder = path.join(this.run, 'sockets');
    const user = this.as === 'ann' ? ANN : WWW;
    const given = () =>
      fs.readdirSync(folder).some((name) => /^cgid/.test(name) && fs.statSync(path.join(folder, name)).uid === user);
    for (const until = Date.now() + 20000; !given(); await pause(10))
      assert.ok(child.exitCode === null && Date.now() < until, `mod_cgid has no socket: ${this.errors()}`);
  }

  // Apache's modules on this host.
  loaded() {
    return [...this.modules, ...(this.more ?? [])].filter((name) => !this.without.includes(name));
  }

  async start() {
    this.lay();
    await this.prepare?.(this);
    this.port = await freePort();
    this.address = `http://127.0.0.1:${this.port}`;
    if (this.behind) {
      // nginx in front, Apache behind
      this.backend = await freePort();
      await this.serve('apache', this.backend);
    }
    await this.serve(this.server, this.port);
    return this;
  }

  async stop() {
    this.agent.destroy();
    const sessions = new Set(this.children.map(({ pid }) => String(pid)));
    for (const child of this.children) child.kill('SIGTERM');
    await deadline(Promise.all(this.children.map(({ ended }) => ended)), 'stop');
    const left = () =>
      fs
        .readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
          try {
            const [, state, , , session] = /^\d+ \(.*\) (\S) (\S+) (\S+) (\S+)/s.exec(
              fs.readFileSync(`/proc/${pid}/stat`, 'latin1'),
            );
            return state !== 'Z' && sessions.has(session);
          } catch {
            return false; // it ended while we looked
          }
        });
    // A helper that was just being started has not heard of the end: all are told again.
    for (const until = Date.now() + 10000; left().length && Date.now() < until; await pause(10)) {
      for (const pid of left()) {
        try {
          process.kill(Number(pid), 'SIGTERM');
        } catch {
          continue; // it ended while we looked
        }
      }
    }
    const remain = left();
    remain.forEach((pid) => process.kill(Number(pid), 'SIGKILL'));
    fs.rmSync(this.work, { recursive: true, force: true });
    assert.deepEqual(remain, [], 'processes left behind');
  }

  processes() {
    return [];
  }

  // What is no call of the API: a file, or what the web server itself says.
  fetch(where, headers = {}) {
    return this.get(where, { headers: { Accept: 'text/html', ...headers } });
  }

  // Every folder that could hold data, with data in it.
  dataFolders() {
    return fs
      .readdirSync(this.work, { recursive: true })
      .filter((name) => /(^|\/)\.ht\.(vitrine\.db|key)$/.test(name))
      .map((name) => path.join(this.work, path.dirname(name)))
      .filter((name, i, all) => all.indexOf(name) === i);
  }

  // Nobody gets data, key or settings, by whatever address. (The settings only where they lie in the web folder.)
  async keepsSecrets() {
    const secrets = ['SQLite format 3\0', toText(QUICK)];
    for (const at of this.dataFolders().filter((name) => fs.existsSync(path.join(name, '.ht.key'))))
      secrets.push(fs.readFileSync(path.join(at, '.ht.key'), 'latin1'));
    const names = ['vitrine.conf', 'cgi-bin/vitrine.conf', 'cgi-bin/lib/'];
    for (const name of ['.ht.vitrine.db', '.ht.vitrine.db-wal', '.ht.key', '.ht.limits.db', 'export.json', ''])
      names.push(
        `data/${name}`,
        `cgi-bin/data/${name}`,
        `../data/${name}`,
        `../../.local/share/vitrine/public_html/vitrine/${name}`,
      );
    for (const name of names) {
      for (const spelling of [
        name,
        `/${name}`,
        name.replaceAll('.', '%2e'),
        name.replace('data', '%64ata'),
        `cgi-bin/../${name}`,
        `css/../${name}`,
        `cgi-bin/media.cgi/../../${name}`,
        `${name}/x.html`,
        `${name}?x.html`,
      ]) {
        const { bytes, status } = await this.fetch(`/${spelling}`);
        const text = bytes.toString('latin1');
        for (const secret of secrets) assert.ok(!text.includes(secret), `${spelling} is served (${status})`);
        if (this.lists !== true) assert.doesNotMatch(text, /Index of|\.ht\.|libjwt/, `${spelling} is listed`);
      }
    }
  }

  // An account by the long addresses, which work without any rewriting; an item; and what came of them. Who it is is
  // told by a token, or as the page does, by cookies: a web server may keep Authorization to itself.
  async works({ by = 'token' } = {}) {
    assert.equal((await this.get('/index.html')).status, 200);
    const registered = await this.post('/cgi-bin/auth.cgi/register', {
      username: 'ann',
      password: 'correct horse battery',
    });
    assert.equal(registered.status, 201, registered.text + this.errors());
    assert.equal(registered.json.role, 'admin');
    const token = registered.json.access_token;
    const who = by === 'token' ? { token } : { headers: { Origin: this.address, Cookie: `access_token=${token}` } };
    const made = await this.post('/cgi-bin/media.cgi/', { type: 'BOOK', title: 'Emma' }, who);
    assert.equal(made.status, 201, made.text + this.errors());
    assert.equal((await this.get('/cgi-bin/usermedia.cgi/', who)).status, 200, 'who it is arrives');
    assert.equal((await this.get('/cgi-bin/server.cgi/health')).status, 200);
    return { token, id: made.json.id };
  }

  // No program may begin, and the page is told what to do in a line that its owner can act on.
  async refuses(line, logged = line) {
    for (const where of ['/cgi-bin/media.cgi/', '/cgi-bin/server.cgi/health', '/cgi-bin/auth.cgi/register']) {
      const answer = await (where.includes('auth')
        ? this.post(where, { username: 'ann', password: 'correct horse battery' })
        : this.get(where));
      assert.equal(answer.status, 503, answer.text + this.errors());
      if (!where.includes('health')) assert.match(answer.json.error.message, line);
    }
    await this.logs(logged);
    assert.deepEqual(this.dataFolders(), []);
  }
}

// A host and its tests. It `needs` users where it matters whose the files are; also where data goes outside of the web:
// that would be into the real home of whoever runs the tests.
function host(title, options, tests) {
  const lacks = (command) => spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin; command -v "$0"', command]).status;
  const skip =
    options.needs === 'users' && !hasUsers
      ? 'needs root and a mount namespace'
      : options.suexec && !hasSuexec
        ? 'needs root, a mount namespace and apache2-suexec-pristine'
        : options.server === 'nginx' && (lacks('nginx') || lacks('fcgiwrap'))
          ? 'needs nginx and fcgiwrap'
          : false;
  describe(`a host: ${title}`, { skip }, () => {
    if (skip) return;
    const one = new Host(options);
    before(() => one.start());
    after(() => one.stop());
    tests(one);
  });
}

const owner = (file) => fs.statSync(file).uid;
const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);

module.exports = { ANN, Host, USUAL, WWW, hasUsers, host, isRoot, mode, owner };
