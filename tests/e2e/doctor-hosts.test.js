// The doctor on hosts as people have them: what a web server does wrong, what mends it, done literally by whoever can.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { partsOf, toText } = require('./harness');
const { ANN, hasUsers, host } = require('./hosts');
const { heals, parse } = require('./remedies');

const at = (site, name) => path.join(site.web, name);
const find = (checks, name) => checks.find((check) => check.name === name);

// Commands as ann or root would run them, where her home is; what Debian's commands do to a machine, they do to this
// server.
async function shell(site, command, { isRoot: byRoot } = {}) {
  const tools = path.join(site.work, 'tools');
  fs.mkdirSync(tools, { recursive: true });
  const enabled = path.join(site.run, 'enabled');
  fs.writeFileSync(path.join(tools, 'a2enmod'), `#!/bin/sh\necho "$@" >>'${enabled}'\n`, { mode: 0o755 });
  fs.writeFileSync(path.join(tools, 'systemctl'), `#!/bin/sh\n[ "$*" = "restart apache2" ]\n`, { mode: 0o755 });
  const ann = hasUsers && !byRoot ? ['setpriv', `--reuid=${ANN}`, `--regid=${ANN}`, '--clear-groups'] : [];
  const [program, ...args] = [...ann, 'sh', '-ec', `PATH=${tools}:$PATH\n${command}`];
  const child = site.spawn(program, args);
  assert.equal(await child.ended, 0, `${command}\n${child.said}`);
  if (fs.existsSync(enabled)) {
    const names = fs.readFileSync(enabled, 'utf8').trim().split(/\s+/);
    fs.rmSync(enabled);
    site.without = site.without.filter((name) => !names.includes(name));
    await restart(site);
  }
}

async function restart(site) {
  const [server] = site.children.splice(0, 1);
  server.kill('SIGTERM');
  await server.ended;
  await site.serve(site.server, site.port);
  site.children.unshift(site.children.pop());
}

// What the doctor says is done here.
const here = (site) => ({
  shell: (command, how) => shell(site, command, how),
  file: (name) => (hasUsers ? path.join(site.work, name) : name),
  htaccess: path.join(path.dirname(site.web), '.htaccess'),
  async configure(lines) {
    const made = site[site.server].bind(site);
    site[site.server] = (port) => `${made(port)}\n${lines}\n`;
    await restart(site);
  },
});

const examiner =
  (site, who = () => ({})) =>
  async () => {
    const answer = await site.get('/cgi-bin/server.cgi/doctor', who());
    assert.equal(answer.status, 200, answer.text + site.errors());
    return answer.json.checks;
  };
const byCookie = (site, token) => ({ headers: { Origin: site.address, Cookie: `access_token=${token}` } });

// --- where data and settings are -------------------------------------------------------------------------------------

host('without suexec, seen by the doctor', { as: 'www-data', needs: 'users' }, (site) => {
  test('the data folder is made by its owner, and nobody sees other paths before', async () => {
    const checks = await examiner(site)();
    assert.doesNotMatch(JSON.stringify(checks), /cgi-bin\/lib|tests\/e2e/);
    await heals('data folder', { found: /No such file/ }, examiner(site), here(site));
    await site.works();
  });
});

const unruled = [
  'AllowOverride None',
  'Options Indexes SymLinksIfOwnerMatch ExecCGI',
  'AddHandler cgi-script .cgi',
  'Require all granted',
];

host(
  'rules that do not run, nor suexec, seen by the doctor',
  { directory: unruled, hides: false, as: 'www-data', needs: 'users', settings: null },
  (site) => {
    test('data that would be published goes elsewhere', async () => {
      await heals('data folder', { found: /would be published/ }, examiner(site), here(site));
      await site.works({ by: 'cookies' });
      assert.deepEqual(site.dataFolders(), [path.join(site.home, 'vitrine-data')]);
    });
  },
);

host(
  'rules that do not run, seen by the doctor',
  { directory: unruled, hides: false, lists: true, needs: 'users' },
  (site) => {
    let token;
    const examine = examiner(site, () => byCookie(site, token));
    test('settings that are served, short addresses and Authorization: all by the rules', async () => {
      ({ token } = await site.works({ by: 'cookies' }));
      const before = await examine();
      assert.equal(find(before, 'Authorization').state, 'broken');
      assert.match(find(before, 'Authorization').found, /doesn't read our \.htaccess/);
      assert.equal(find(before, 'Authorization').remedy, find(before, 'short addresses').remedy);
      assert.match(
        find(before, 'settings not served').remedy, // as no host has to
        /^# in a shell; or by FTP, move it to .*:\nmkdir -p .*vitrine\.conf/,
      );
      assert.equal(find(before, 'settings not served').state, 'warning');
      await heals('short addresses', { state: 'warning', found: /leads to no program/ }, examine, here(site));
      const after = await examine();
      for (const name of ['Authorization', 'settings not served', 'data not served', 'PATH_INFO'])
        assert.equal(find(after, name).state, 'ok', JSON.stringify(after));
    });
    test('then nothing is published', () => site.keepsSecrets());
  },
);

const toApache = (site) =>
  `proxy_pass http://127.0.0.1:${site.backend}; proxy_set_header X-Forwarded-For $remote_addr;`;

host(
  'rules that do not run, and settings that are served, seen by the doctor',
  { directory: unruled, hides: false, lists: true, needs: 'users' },
  (site) => {
    test('the settings go to where the data is', async () => {
      const { token } = await site.works({ by: 'cookies' });
      const examine = examiner(site, () => byCookie(site, token));
      await heals('settings not served', { state: 'warning', found: /Anybody can read/ }, examine, here(site));
      assert.ok(fs.existsSync(path.join(site.outside, 'vitrine.conf')));
      await site.keepsSecrets();
      assert.equal((await site.get('/cgi-bin/media.cgi/')).json.total, 1);
    });
  },
);

// What doctor.html says of it, who has lost the rules on the way: a line that needs no more than the rules do.
host(
  'no .htaccess, seen by a browser',
  {
    hides: false,
    directory: [
      'AllowOverride FileInfo',
      'Options SymLinksIfOwnerMatch ExecCGI',
      'AddHandler cgi-script .cgi',
      'Require all granted',
    ],
  },
  (site) => {
    test('the settings are kept back', async () => {
      fs.rmSync(at(site, '.htaccess'));
      assert.equal((await site.get('/vitrine.conf')).status, 200);
      const script = fs.readFileSync(at(site, `${partsOf(site.web)}/js/installation/checks.js`), 'utf8');
      const [, said] = /served\(SETTINGS\);.*?in the \.htaccess of the folder above:',\s*'(.*?)',/s.exec(script);
      site.put(path.join(path.dirname(site.web), '.htaccess'), `${said.replaceAll('\\\\', '\\')}\n`);
      for (const where of ['/vitrine.conf', '/cgi-bin/vitrine.conf'])
        assert.equal((await site.get(where)).status, 404, where);
      assert.equal((await site.get('/index.html')).status, 200);
    });
  },
);

// What the command says to ann, who is in a shell of the machine.
const commanded = (site) => async () => {
  const out = path.join(site.work, 'said');
  fs.writeFileSync(out, '');
  fs.chmodSync(out, 0o666);
  await shell(site, `cd '${site.seen(site.web)}' && cgi-bin/server.cgi --doctor >'${out}' || [ $? = 1 ]`);
  return parse(fs.readFileSync(out, 'utf8'));
};

host('an archive that was just unpacked, seen by the doctor', { needs: 'users', settings: null }, (site) => {
  test('a look at the page makes the data where it belongs', async () => {
    const browse = async (address) => {
      assert.equal(address, "YOUR VITRINE'S ADDRESS/");
      assert.equal((await site.get('/')).status, 200);
      assert.equal((await site.get('/cgi-bin/server.cgi/features')).status, 200); // as its script does
    };
    await heals('data folder', { state: 'warning', found: /There is no data yet/ }, commanded(site), { browse });
    assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
  });
});

host(
  'a web folder that was renamed, seen by the doctor',
  { server: 'lighttpd', needs: 'users', settings: null },
  (site) => {
    test('its data is moved with it', async () => {
      await site.works();
      const renamed = path.join(path.dirname(site.web), 'films');
      fs.renameSync(site.web, renamed);
      [site.web, site.base] = [renamed, '/~ann/films'];
      assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 503);
      await heals('data folder', { found: /belongs to a web folder that is gone/ }, commanded(site), here(site));
      const answer = await site.get('/cgi-bin/media.cgi/');
      assert.equal(answer.json?.total, 1, answer.text + site.errors());
      assert.deepEqual(site.dataFolders(), [path.join(site.home, '.local/share/vitrine/public_html/films')]);
    });
  },
);

host(
  'nginx that serves what Apache refuses, seen by the doctor',
  {
    server: 'nginx',
    behind: 'apache',
    hides: false,
    needs: 'users',
    settings: null,
    front: (site) => [
      `location /~ann/ { alias ${site.seen(path.dirname(site.web))}/; }`,
      `location ~ \\.cgi { ${toApache(site)} }`,
    ],
    prepare: (site) => site.put(at(site, 'data/.ht.vitrine.db'), '', 0o600),
  },
  (site) => {
    let token;
    const examine = examiner(site, () => ({ token }));
    test('says where to look, when it can not', async () => {
      ({ token } = await site.works());
      const check = find(await examine(), 'data not served');
      assert.equal(check.state, 'warning');
      assert.match(check.found, /the proxy in front may not/);
      assert.match(check.remedy, /^# in a browser, .*:\n.*\/data\/\.ht\.vitrine\.db$/);
    });
    test('data that is served goes outside of the web, and gets another key', async () => {
      fs.mkdirSync(site.outside, { recursive: true });
      for (let folder = site.outside; folder !== site.home; folder = path.dirname(folder))
        fs.chownSync(folder, ANN, ANN);
      fs.rmdirSync(site.outside);
      site.put(path.join(path.dirname(site.outside), 'none'), '');
      site.put(
        at(site, 'vitrine.conf'),
        toText({ base_url: site.address + site.base, scrypt_log_n: 10, rate_limit_address: 100000 }),
      );
      const old = fs.readFileSync(at(site, 'data/.ht.key'));
      const check = find(await examine(), 'data not served');
      assert.equal(check.state, 'broken');
      assert.match(check.found, /Anybody can download/);
      await shell(site, check.remedy);
      const answer = await site.post('/cgi-bin/auth.cgi/login', { username: 'ann', password: 'correct horse battery' });
      assert.equal(answer.status, 200, answer.text + site.errors());
      token = answer.json.access_token;
      assert.equal(find(await examine(), 'data not served').state, 'ok');
      assert.deepEqual(site.dataFolders(), [site.outside]);
      assert.notDeepEqual(fs.readFileSync(path.join(site.outside, '.ht.key')), old);
    });
  },
);

host('data in memory, seen by the doctor', { needs: 'users', settings: null }, (site) => {
  const memory = `/dev/shm/vitrine-doctor-${process.pid}`;
  let token;
  test('goes to the disk', async () => {
    fs.mkdirSync(memory, { mode: 0o700 });
    fs.chownSync(memory, ANN, ANN);
    try {
      site.set({ data_dir: memory });
      ({ token } = await site.works());
      await heals(
        'file system',
        { state: 'warning', found: /^The file system is tmpfs.*lost/ },
        examiner(site, () => ({ token })),
        here(site),
      );
      assert.ok(!fs.existsSync(memory));
      assert.equal((await site.get('/media')).json.total, 1);
    } finally {
      fs.rmSync(memory, { recursive: true, force: true });
    }
  });
});

// --- how requests arrive ---------------------------------------------------------------------------------------------

host('rules of an older release, seen by the doctor', {}, (site) => {
  test('Authorization does not arrive, until a line says so', async () => {
    const { token } = await site.works();
    const rules = fs.readFileSync(at(site, '.htaccess'), 'utf8');
    const older = rules.replace(
      /^\s*RewriteCond %\{HTTP:Authorization\}.*\n\s*RewriteRule .*HTTP_AUTHORIZATION.*\n/m,
      '',
    );
    assert.notEqual(older, rules);
    site.put(at(site, '.htaccess'), older);
    await heals(
      'Authorization',
      { found: /doesn't arrive/ },
      examiner(site, () => byCookie(site, token)),
      here(site),
    );
    assert.equal((await site.get('/user/media', { token })).status, 200);
    assert.equal((await site.get('/cgi-bin/usermedia.cgi/', { token })).status, 200);
  });
});

host('no mod_rewrite and no mod_setenvif, seen by the doctor', { without: ['rewrite', 'setenvif'] }, (site) => {
  test('all by one command', async () => {
    const { token } = await site.works({ by: 'cookies' });
    const examine = examiner(site, () => byCookie(site, token));
    assert.equal(find(await examine(), 'short addresses').state, 'warning');
    await heals('Authorization', { found: /lacks mod_rewrite/ }, examine, here(site));
    assert.equal(find(await examine(), 'short addresses').state, 'ok');
    assert.equal((await site.get('/user/media', { token })).status, 200);
  });
});

host(
  'paths behind programs that are refused, seen by the doctor',
  {
    directory: [
      'AllowOverride FileInfo',
      'Options SymLinksIfOwnerMatch ExecCGI',
      'AcceptPathInfo Off',
      'Require all granted',
    ],
  },
  (site) => {
    test('a shell sees it, and a line cures it', async () => {
      assert.equal((await site.get('/cgi-bin/server.cgi/health')).status, 404);
      site.put(at(site, 'data/none'), '');
      site.set({ base_url: site.address + site.base });
      await heals('PATH_INFO', { found: /gets lost/ }, commanded(site), here(site));
      await site.works();
    });
  },
);

host('lighttpd with mod_userdir, seen by the doctor', { server: 'lighttpd', needs: 'users' }, (site) => {
  let token;
  const examine = examiner(site, () => ({ token }));
  test('settings that are served', async () => {
    ({ token } = await site.works());
    await heals('settings not served', { state: 'warning', found: /Anybody can read/ }, examine, here(site));
  });
  test('short addresses', async () => {
    await heals('short addresses', { state: 'warning', found: /leads to no program/ }, examine, here(site));
    for (const where of [
      '/media',
      '/media?page=1',
      '/user/media',
      '/my-library',
      '/collection',
      '/server/health',
      '/users/me',
    ])
      assert.equal((await site.get(where, { token })).status, 200, where);
    assert.equal((await site.get('/index.html')).status, 200);
  });
  test('then nothing is published', () => site.keepsSecrets());
});

// The one worker that there may be is the one who asks.
host(
  'a single worker, seen by the doctor',
  {
    more: ['fcgid'],
    lines: () => ['FcgidMaxProcessesPerClass 1', 'FcgidMaxProcesses 20'],
    directory: [
      'AllowOverride FileInfo',
      'Options SymLinksIfOwnerMatch ExecCGI',
      'Require all granted',
      '<Files "*.cgi">',
      'SetHandler fcgid-script',
      '</Files>',
    ],
  },
  (site) => {
    test('it does not wait for itself for ever', async () => {
      const { token } = await site.works();
      const checks = await examiner(site, () => ({ token }))();
      for (const name of ['PATH_INFO', 'short addresses', 'Authorization']) {
        assert.equal(find(checks, name).state, 'warning', JSON.stringify(checks));
        assert.match(find(checks, name).found, /^Couldn't look from here: /);
        assert.match(find(checks, name).remedy, /^# in a browser/);
      }
      assert.equal((await site.get('/cgi-bin/server.cgi/health')).status, 200);
    });
  },
);
