// Hosts as people have them, each set up for itself: the right outcome, and data that is never served. What the page
// says of them is in tests/web.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { gunzipSync } = require('node:zlib');
const { assertError, freePort, partsOf, programs, top } = require('./harness');
const { ANN, WWW, host, isRoot, mode, owner } = require('./hosts');

const at = (site, name) => path.join(site.web, name);
const ann = isRoot ? ANN : process.getuid();

// --- Apache, as most hosts have it -----------------------------------------------------------------------------------

for (const more of [undefined, ['fcgid']])
  host(
    `UserDir and suexec${more ? ', mod_fcgid' : ''}`,
    {
      suexec: true,
      as: 'www-data',
      more,
      needs: 'users',
      directory: [
        'AllowOverride FileInfo',
        'Options Indexes SymLinksIfOwnerMatch ExecCGI',
        'Require all granted',
        ...(more ? ['<Files "*.cgi">', 'SetHandler fcgid-script', '</Files>'] : []),
      ],
    },
    (site) => {
      test('works at once, as its owner', async () => {
        const { token } = await site.works();
        assert.equal((await site.get('/user/media', { token })).status, 200, 'by the short address too');
        assert.equal(owner(at(site, 'data/.ht.vitrine.db')), ann);
        assert.equal(mode(at(site, 'data')), '700');
        assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
      });
      test('publishes nothing', () => site.keepsSecrets());
      if (more) return;
      test('a program that others may write is not run, until they may not', async () => {
        for (const [name, wrong] of [
          ['cgi-bin/media.cgi', 0o775],
          ['cgi-bin', 0o775],
        ]) {
          fs.chmodSync(at(site, name), wrong);
          assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 500);
          fs.chmodSync(at(site, name), 0o755);
          assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 200);
        }
        await site.logs(/writable/);
      });
      test('nor is one that is not hers', async () => {
        fs.chownSync(at(site, 'cgi-bin/media.cgi'), WWW, WWW);
        assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 500);
        fs.chownSync(at(site, 'cgi-bin/media.cgi'), ANN, ANN);
        fs.chmodSync(at(site, 'cgi-bin/media.cgi'), 0o755);
        assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 200);
      });
    },
  );

// An admin removes all that programs have made, and then ann deletes the rest.
async function uninstalls(site) {
  const { json } = await site.post('/auth/login', { username: 'ann', password: 'correct horse battery' });
  const answer = await site.request('DELETE', '/server/data', { token: json.access_token });
  assert.equal(answer.status, 204, answer.text + site.errors());
  assert.deepEqual(site.dataFolders(), []);
  assert.equal((await site.get('/media')).status, 503, 'and nothing begins anew');
  assert.deepEqual(site.dataFolders(), []);
  const ann = [`--reuid=${ANN}`, `--regid=${ANN}`, '--clear-groups'];
  const child = site.spawn('setpriv', [...ann, 'rm', '-r', site.seen(site.web)]);
  assert.deepEqual([await child.ended, child.said], [0, '']);
  assert.ok(!fs.existsSync(site.web));
}

host('UserDir without suexec', { as: 'www-data', needs: 'users' }, (site) => {
  test('where the programs may not make the data folder, that is said', () =>
    site.refuses(
      /outside of the web.*data_dir = FOLDER.*the folder data, beside index.html/,
      /data folder .*Permission denied/,
    ));
  test('nor write in the one that she made', async () => {
    fs.mkdirSync(at(site, 'data'));
    fs.chownSync(at(site, 'data'), ANN, ANN);
    await site.refuses(/give it the mode 1777/, /signing key .*Permission denied/);
  });
  test('one that everybody may write will do', async () => {
    fs.chmodSync(at(site, 'data'), 0o777);
    await site.works();
    assert.equal(owner(at(site, 'data/.ht.vitrine.db')), WWW);
  });
  test('publishes nothing', () => site.keepsSecrets());
  test('what an admin has removed leaves nothing that she can not delete', () => uninstalls(site));
});

host('UserDir without suexec, all of whose folder may be written', { as: 'www-data', needs: 'users' }, (site) => {
  test('works in a data folder that is not hers', async () => {
    fs.chmodSync(site.web, 0o777);
    await site.works();
    assert.equal(owner(at(site, 'data')), WWW);
    assert.equal(mode(at(site, 'data')), '700');
  });
  test('what an admin has removed leaves nothing that she can not delete', () => uninstalls(site));
});

host(
  'the data folder outside, made by its owner for the web server',
  {
    as: 'www-data',
    needs: 'users',
    settings: { data_dir: '/home/ann/vitrine-data' },
    prepare(site) {
      fs.mkdirSync(path.join(site.home, 'vitrine-data'));
      fs.chmodSync(path.join(site.home, 'vitrine-data'), 0o777);
    },
  },
  (site) => {
    test('works', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [path.join(site.home, 'vitrine-data')]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

host(
  'ExecCGI off',
  { directory: ['AllowOverride FileInfo Options', 'Options SymLinksIfOwnerMatch', 'Require all granted'] },
  (site) => {
    test('refuses in its own words', async () => {
      const answer = await site.get('/cgi-bin/media.cgi/');
      assert.equal(answer.status, 403);
      assert.match(answer.headers['content-type'], /text\/html/);
      assert.equal((await site.get('/index.html')).status, 200);
      await site.logs(/ExecCGI is off/);
    });
    test('works by a line in the .htaccess of the folder above', async () => {
      site.put(path.join(site.web, '../.htaccess'), 'Options +ExecCGI\n');
      await site.works();
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

// The file that `a2enmod userdir` enables, and ExecCGI.
host(
  "Debian's userdir.conf",
  {
    directory: [
      'AllowOverride FileInfo AuthConfig Limit Indexes',
      'Options MultiViews Indexes SymLinksIfOwnerMatch IncludesNoExec ExecCGI',
      'Require method GET POST OPTIONS',
    ],
  },
  (site) => {
    test('changes and deletes by POST, as other methods are refused', async () => {
      const { token, id } = await site.works();
      const where = `/cgi-bin/media.cgi/${id}`;
      const refused = await site.request('PATCH', where, { token, body: { title: 'Emma!' } });
      assert.equal(refused.status, 403);
      assert.match(refused.headers['content-type'], /text\/html/);
      const as = (method, body) => site.post(where, body, { token, headers: { 'X-HTTP-Method-Override': method } });
      const changed = await as('PATCH', { title: 'Emma!' });
      assert.equal(changed.status, 200, changed.text);
      assert.equal((await site.get(where)).json.title, 'Emma!');
      assert.equal((await as('DELETE')).status, 204);
      assertError(await site.get(where), 404, 'not_found');
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

host(
  'AllowOverride None',
  {
    directory: ['AllowOverride None', 'Options Indexes SymLinksIfOwnerMatch ExecCGI', 'Require all granted'],
    settings: null,
    hides: false,
  },
  (site) => {
    test('runs nothing, and so has nothing to publish', async () => {
      assert.equal((await site.fetch('/cgi-bin/media.cgi')).bytes.subarray(1, 4).toString(), 'ELF');
      assert.deepEqual(site.dataFolders(), []);
    });
  },
);

// As above, and the host says by itself that *.cgi are programs: they run, and nothing is denied.
const unruled = [
  'AllowOverride None',
  'Options Indexes SymLinksIfOwnerMatch ExecCGI',
  'AddHandler cgi-script .cgi',
  'Require all granted',
];
host(
  'programs that run and rules that do not',
  { directory: unruled, hides: false, lists: true, needs: 'users', settingsIn: (site) => site.outside },
  (site) => {
    test('keeps its data outside of the web', async () => {
      await site.works({ by: 'cookies' });
      assert.equal(mode(path.join(site.outside, '.ht.vitrine.db')), '600');
      assert.deepEqual(site.dataFolders(), [site.outside]);
      assert.ok(!fs.existsSync(at(site, 'data')));
    });
    test('publishes nothing', () => site.keepsSecrets());
    test('a client can not say that there are rules', async () => {
      for (const name of ['VITRINE_GUARD', 'Vitrine-Guard', 'SSL_VITRINE_GUARD', 'Redirect-Vitrine-Guard'])
        assert.equal(
          (await site.get('/cgi-bin/media.cgi/', { headers: { [name]: '1' } })).json.total,
          1,
          'the same database',
        );
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
  },
);

host(
  'the same without suexec',
  { directory: unruled, hides: false, as: 'www-data', needs: 'users', settings: null },
  (site) => {
    test('refuses, and says where data could be', () => site.refuses(/would be published.*data_dir = \//));
    test('and begins when that is done', async () => {
      const [, named] = /data_dir = (\S+)/.exec((await site.get('/cgi-bin/media.cgi/')).json.error.message);
      const real = path.join(site.work, named);
      site.put(path.join(real, 'readme'), '');
      fs.chmodSync(real, 0o777);
      site.set({ data_dir: named });
      await site.works({ by: 'cookies' });
      assert.deepEqual(site.dataFolders(), [real]);
    });
  },
);

host('data of an older release that is served', { directory: unruled, hides: false, settings: null }, (site) => {
  test('is not used any more, and its owner is told how to save it', async () => {
    site.put(at(site, 'data/.ht.vitrine.db'), 'SQLite format 3\0');
    const answer = await site.get('/cgi-bin/media.cgi/');
    assertError(answer, 503, 'unavailable');
    assert.doesNotMatch(answer.text, /\/home|data_dir = \//, 'no paths, as others read it');
    await site.logs(/mv \S+\/data \S+.*data_dir = .*\.ht\.key/);
    assert.ok(!fs.existsSync(at(site, 'data/.ht.key')));
  });
});

host(
  'AllowOverride without FileInfo',
  { directory: ['AllowOverride AuthConfig', 'Options ExecCGI SymLinksIfOwnerMatch', 'Require all granted'] },
  (site) => {
    test('answers nothing at all', async () => {
      for (const where of ['/index.html', '/cgi-bin/media.cgi', '/vitrine.conf', '/data/'])
        assert.equal((await site.get(where)).status, 500);
      await site.logs(/not allowed here/);
      assert.deepEqual(site.dataFolders(), []);
    });
  },
);

host('no CGI module', { without: ['cgid'] }, (site) => {
  test('runs nothing, and so has nothing to publish', async () => {
    assert.equal((await site.fetch('/cgi-bin/media.cgi')).bytes.subarray(1, 4).toString(), 'ELF');
    assert.equal((await site.get('/index.html')).status, 200);
    assert.deepEqual(site.dataFolders(), []);
  });
  test('publishes nothing', () => site.keepsSecrets());
});

// --- modules that are missing ----------------------------------------------------------------------------------------

host('no mod_rewrite', { without: ['rewrite'], hides: false }, (site) => {
  test('works by the long addresses', async () => {
    await site.works();
    assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
  });
  test('publishes nothing', async () => {
    site.put(at(site, 'data/export.json'), 'SQLite format 3\0');
    site.put(at(site, '.git/config'), 'SQLite format 3\0');
    await site.keepsSecrets();
    for (const where of [
      '/cgi-bin/',
      '/css/',
      `/${partsOf(site.web)}/js/`,
      `/${partsOf(site.web)}/js/pages/`,
      '/data/',
      '/data',
      '/Data/',
      '/.git/',
      '/.git/config',
      '/cgi-bin/lib/',
      '/.htaccess',
    ])
      assert.equal((await site.get(where)).status, 404, where);
    assert.equal((await site.get('/')).status, 200);
  });
  test('a call may be named like the folder', async () => {
    assertError(await site.get('/cgi-bin/server.cgi/data/x'), 404, 'not_found');
  });
});

for (const without of [[], ['rewrite']])
  host(
    `${without.length ? 'no mod_rewrite, and ' : ''}files that take any path behind them`,
    { without, hides: false, lines: () => ['AcceptPathInfo On'] },
    (site) => {
      test('publishes nothing', async () => {
        await site.works();
        for (const name of [
          'data/export.json',
          'data/page.html',
          '.env',
          '.git/config',
          'vitrine.conf.bak',
          'vitrine.conf~',
          'backup.db',
          'cgi-bin/vitrine.conf',
        ])
          site.put(at(site, name), 'SQLite format 3\0');
        await site.keepsSecrets();
        for (const name of [
          'data/export.json',
          'data/page.html',
          '.env',
          '.git/config',
          'vitrine.conf',
          'vitrine.conf.bak',
          'vitrine.conf~',
          'backup.db',
          '.htaccess',
        ])
          for (const rest of ['', '/', '/x.html', '/cgi-bin/media.cgi/', '/cgi-bin/media.cgi/x.html'])
            assert.doesNotMatch((await site.fetch(`/${name}${rest}`)).text, /SQLite|scrypt|Rewrite/, `${name}${rest}`);
      });
    },
  );

host('no mod_rewrite, no mod_env', { without: ['rewrite', 'env'] }, (site) => {
  test('works by the long addresses', async () => {
    await site.works();
    assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
  });
});

host(
  'no mod_rewrite, no mod_alias',
  { without: ['rewrite', 'alias'], needs: 'users', settingsIn: (site) => site.outside },
  (site) => {
    test('works, its data outside', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

host(
  'no mod_setenvif, mod_env, mod_headers and mod_deflate',
  { without: ['setenvif', 'env', 'headers', 'deflate'] },
  (site) => {
    test('works, also with a Bearer token', async () => {
      const { token } = await site.works();
      assert.equal((await site.get('/user/media', { token })).status, 200);
      assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

// --- folders, modes, addresses ---------------------------------------------------------------------------------------

for (const name of ['My Films', 'b\u00fccher', '~films', 'a+b'])
  host(`a folder called ${name}`, { name, base: `/~ann/${encodeURI(name)}` }, (site) => {
    test('works', async () => {
      const { token } = await site.works();
      assert.equal((await site.get('/user/media', { token })).status, 200);
      assertError(await site.get('/nothing'), 404, 'not_found');
    });
    test('its cookies come back', async () => {
      const signed = await site.post(
        '/cgi-bin/auth.cgi/login',
        new URLSearchParams({ username: 'ann', password: 'correct horse battery' }),
        { headers: { Origin: site.address } },
      );
      const cookies = signed.all['set-cookie'] ?? [];
      assert.ok(cookies.length, signed.text);
      for (const cookie of cookies)
        assert.ok(
          `${site.base}/`.startsWith(/; *path=([^;]*)/i.exec(cookie)[1]),
          `the browser's path ${site.base}/ is in: ${cookie}`,
        );
    });
  });

host(
  'programs uploaded without their mode',
  { prepare: (site) => fs.chmodSync(at(site, 'cgi-bin/media.cgi'), 0o644) },
  (site) => {
    test('are not run, until they have it', async () => {
      const answer = await site.get('/cgi-bin/media.cgi/');
      assert.equal(answer.status, 500);
      assert.match(answer.headers['content-type'], /text\/html/);
      fs.chmodSync(at(site, 'cgi-bin/media.cgi'), 0o755);
      await site.works();
    });
  },
);

host(
  'a home that others may only pass through',
  { as: 'www-data', needs: 'users', suexec: true, prepare: (site) => fs.chmodSync(site.home, 0o711) },
  (site) => {
    test('works', () => site.works());
    test('one that they may not is refused', async () => {
      fs.chmodSync(site.home, 0o700);
      assert.equal((await site.get('/index.html')).status, 403);
      fs.chmodSync(site.home, 0o711);
    });
  },
);

host('data that can only be read', { needs: 'users', suexec: true, as: 'www-data' }, (site) => {
  test('is read, and what is not written is told', async () => {
    const { token } = await site.works();
    fs.chmodSync(at(site, 'data/.ht.vitrine.db'), 0o444);
    fs.chmodSync(at(site, 'data'), 0o555);
    try {
      assert.equal((await site.get('/cgi-bin/media.cgi/')).json.total, 1);
      const answer = await site.post('/cgi-bin/media.cgi/', { type: 'BOOK', title: 'Persuasion' }, { token });
      assertError(answer, 503, 'unavailable');
      assert.doesNotMatch(answer.json.error.message, /shortly/);
      await site.logs(/make the data folder and its files writable/);
    } finally {
      fs.chmodSync(at(site, 'data'), 0o700);
      for (const name of fs.readdirSync(at(site, 'data'))) fs.chmodSync(at(site, `data/${name}`), 0o600);
    }
    assert.equal(
      (await site.post('/cgi-bin/media.cgi/', { type: 'BOOK', title: 'Persuasion' }, { token })).status,
      201,
    );
  });
});

// --- what the owner changed ------------------------------------------------------------------------------------------

host(
  'lines of her own, and an update',
  {
    directory: ['AllowOverride FileInfo Options AuthConfig', 'Options SymLinksIfOwnerMatch', 'Require all granted'],
    prepare(site) {
      const users = path.join(site.home, 'passwords');
      site.put(users, 'ann:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n'); // "password"
      site.put(
        path.join(site.web, '../.htaccess'),
        'RewriteEngine On\nRewriteBase /\nRewriteRule ^index\\.php$ - [L]\n' +
          'RewriteCond %{REQUEST_FILENAME} !-f\nRewriteCond %{REQUEST_FILENAME} !-d\n' +
          'RewriteRule . /index.php [L]\nOptions +ExecCGI\nAuthType Basic\n' +
          `AuthName "ours"\nAuthUserFile "${site.seen(users)}"\nRequire valid-user\n`,
      );
    },
  },
  (site) => {
    const basic = { Authorization: `Basic ${Buffer.from('ann:password').toString('base64')}` };
    const works = async () => {
      assert.equal((await site.get('/index.html')).status, 401, 'a password is in front');
      assert.equal((await site.get('/cgi-bin/media.cgi/')).status, 401);
      assert.equal((await site.get('/index.html', { headers: basic })).status, 200);
      const answer = await site.get('/media', { headers: basic });
      assert.equal(answer.status, 200, answer.text);
      assert.equal((await site.get('/nothing', { headers: basic })).status, 404);
    };
    test('work', works);
    test('who gave that password signs in and adds all the same', async () => {
      const registered = await site.post(
        '/auth/register',
        { username: 'ann', password: 'correct horse battery' },
        { headers: basic },
      );
      assert.equal(registered.status, 201, registered.text);
      const added = await site.post(
        '/media',
        { type: 'BOOK', title: 'Emma' },
        { headers: { ...basic, Origin: site.address, Cookie: `access_token=${registered.json.access_token}` } },
      );
      assert.equal(added.status, 201, added.text);
    });
    test('and go on after the new release was unpacked over the old one', async () => {
      fs.cpSync(path.dirname(programs), site.web, { recursive: true });
      await works();
    });
  },
);

// The host has one cgi-bin for all, and runs programs nowhere else.
host(
  'a central cgi-bin',
  {
    directory: ['AllowOverride FileInfo', 'Options SymLinksIfOwnerMatch', 'Require all granted'],
    lines: (site) => [
      `ScriptAlias /cgi-bin/ "${site.seen(path.join(site.home, 'cgi-bin'))}/"`,
      `<Directory "${site.seen(path.join(site.home, 'cgi-bin'))}">`,
      'Require all granted',
      '</Directory>',
    ],
    settings: null,
    prepare(site) {
      fs.renameSync(at(site, 'cgi-bin'), path.join(site.home, 'cgi-bin'));
      site.put(at(site, 'central-cgi-bin'), '');
    },
  },
  (site) => {
    const addresses = async () => {
      for (const where of ['/cgi-bin/media.cgi/', '/media', '/books', '/server/health'])
        assert.equal((await site.get(where)).status, 200, where);
      for (const where of [
        '/nothing',
        '/nothing/',
        '/cgi-bin/nothing.cgi',
        '/cgi-bin/',
        '/css/',
        '/a%20b',
        '/%25',
        '/media/%3b',
        '/central-cgi-bin',
        '/vitrine.conf',
        '/cgi-bin/vitrine.conf',
      ])
        assert.equal((await site.get(where)).status, 404, where);
      for (const where of ['/nothing', '/cgi-bin/nothing.cgi', '/cgi-bin/', '/media/%3b'])
        assertError(await site.get(where), 404, 'not_found');
      assertError(await site.get('/media?page=0'), 400, 'validation_error');
    };
    test('with none, data is nowhere that the web shows', async () => {
      assert.equal((await site.get('/cgi-bin/media.cgi/')).json.total, 0);
      const beside = path.join(site.home, 'data');
      assert.deepEqual(site.dataFolders(), [beside]);
      await site.keepsSecrets();
      fs.rmSync(beside, { recursive: true });
    });
    test('works with the settings beside the programs', async () => {
      site.put(
        path.join(site.home, 'cgi-bin/vitrine.conf'),
        `base_url = ${site.address}${site.base}\ndata_dir = ${site.seen(path.join(site.home, 'vitrine-data'))}\n` +
          'scrypt_log_n = 10\nrate_limit_address = 100000\n',
      );
      const { token } = await site.works();
      assert.equal((await site.get('/user/media', { token })).status, 200);
      assert.deepEqual(site.dataFolders(), [path.join(site.home, 'vitrine-data')]);
    });
    test('each address leads where it should', addresses);
    test('publishes nothing', () => site.keepsSecrets());
    test('works after the new release was unpacked over the old one, its programs copied or not', async () => {
      fs.cpSync(path.dirname(programs), site.web, { recursive: true });
      await addresses();
      fs.cpSync(at(site, 'cgi-bin'), path.join(site.home, 'cgi-bin'), { recursive: true });
      await addresses();
      assert.equal((await site.get('/media')).json.total, 1);
    });
  },
);

// --- what 0.1.0 left -------------------------------------------------------------------------------------------------

const unpack = (site) => {
  fs.cpSync(path.dirname(programs), site.web, { recursive: true });
  if (isRoot) site.give(path.relative(site.work, site.web), ANN);
};

// Its archive (of each program only the name), used, and this release's unpacked over it. It had its data in the web
// folder, on whatever server.
const lived = (site) => {
  const archive = path.join(top, 'tests/db/vitrine-0.1.0.tar.gz');
  const { status, stderr } = spawnSync('tar', ['xzf', archive, '-C', path.dirname(site.web)], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.ok(fs.existsSync(at(site, 'js/pages/home.js')), 'what this release has no more');
  unpack(site);
  const database = at(site, 'data/.ht.vitrine.db');
  site.put(database, gunzipSync(fs.readFileSync(path.join(top, 'tests/db/vitrine-0.1.0.db.gz'))), 0o600);
  fs.chmodSync(path.dirname(database), 0o700);
};
for (const [title, headers] of [
  ['', {}],
  [', behind a proxy', { 'X-Forwarded-For': '192.0.2.7' }],
])
  host(`0.1.0 in use, updated${title}`, { needs: 'users', prepare: lived }, (site) => {
    test('goes on without a word', async () => {
      const answer = await site.get('/cgi-bin/media.cgi/', { headers });
      assert.equal(answer.status, 200, answer.text + site.errors());
      assert.ok(answer.json.total > 0);
      assert.doesNotMatch(site.errors(), /vitrine \[/);
      assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
    });
    test('has the pages of this release, and all that they are made of', async () => {
      for (const name of fs.readdirSync(path.dirname(programs)).filter((one) => /\.(html|js|json)$/.test(one)))
        assert.ok(
          fs.readFileSync(path.join(path.dirname(programs), name)).equals((await site.fetch(`/${name}`)).bytes),
          name,
        );
      assert.equal((await site.fetch(`/${partsOf(path.dirname(programs))}/css/app.css`)).status, 200);
    });
    test('knows who had an account', async () => {
      const ann = { username: 'mária.ł', password: 'Tr0mbone-und-Apfelkuchen' };
      const { json, status, text } = await site.post('/cgi-bin/auth.cgi/login', ann, { headers });
      assert.equal(status, 200, text);
      assert.equal((await site.get('/user/media', { token: json.access_token, headers })).json.total, 3);
    });
    test('publishes nothing', () => site.keepsSecrets());
  });

host('a newer release in use, and this one unpacked over it', { needs: 'users' }, (site) => {
  const { MAKEFLAGS, MFLAGS, MAKELEVEL, ...env } = process.env; // a make of its own
  // In place of the one that may be at work just now (a day’s copy), as unpacking does it, not into it.
  const later = () => {
    fs.cpSync(path.join(top, 'build/tests/newer/server.cgi'), at(site, 'cgi-bin/server.cgi'));
    fs.chownSync(at(site, 'cgi-bin/server.cgi'), ANN, ANN);
  };
  test('stops, says why, and changes nothing', async () => {
    const made = spawnSync('make', ['-s', '-C', top, 'build/tests/newer/server.cgi'], { encoding: 'utf8', env });
    assert.equal(made.status, 0, made.stderr);
    await site.works();
    later();
    assert.equal((await site.get('/cgi-bin/server.cgi/features')).status, 200, 'from now on it is of that release');
    unpack(site);
    assertError(await site.get('/cgi-bin/media.cgi/'), 503, 'unavailable');
    await site.logs(/the database is newer than this release; install the newer release again/);
  });
  test('goes on as soon as that one is back', async () => {
    later();
    const { status, text } = await site.get('/cgi-bin/server.cgi/features');
    assert.equal(status, 200, text);
  });
  test('publishes nothing', () => site.keepsSecrets());
});

host(
  '0.1.0 in use where it was published, updated',
  { server: 'lighttpd', needs: 'users', settings: null, prepare: lived },
  (site) => {
    test('stops, and the log says how its data gets out', async () => {
      assertError(await site.get('/cgi-bin/media.cgi/'), 503, 'unavailable');
      await site.logs(
        /Move it out: mv (\S+)(\/public_html\/vitrine)\/data \1\/\.local\/share\/vitrine\2; and say data_dir/,
      );
      assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
    });
    test('goes on once that was done', async () => {
      fs.mkdirSync(path.dirname(site.outside), { recursive: true });
      fs.renameSync(at(site, 'data'), site.outside);
      assert.equal(spawnSync('chown', ['-R', `${ANN}:${ANN}`, path.join(site.home, '.local')]).status, 0);
      site.put(path.join(site.outside, 'vitrine.conf'), `data_dir = ${site.seen(site.outside)}\n`);
      const answer = await site.get('/cgi-bin/media.cgi/');
      assert.equal(answer.status, 200, answer.text + site.errors());
      assert.ok(answer.json.total > 0);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

// --- other servers ---------------------------------------------------------------------------------------------------

for (const rules of ['cgi', 'fcgi'])
  host(`lighttpd with our rules, ${rules}`, { server: 'lighttpd', rules }, (site) => {
    test('works, its data in the web folder', async () => {
      const { token } = await site.works();
      assert.equal((await site.get('/user/media', { token })).status, 200, 'by the short address too');
      assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  });

host(
  'lighttpd with mod_userdir',
  { server: 'lighttpd', needs: 'users', settingsIn: (site) => site.outside },
  (site) => {
    test('works, its data outside', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

host(
  'lighttpd with mod_userdir, not as the owner',
  { server: 'lighttpd', as: 'www-data', needs: 'users', settings: null },
  (site) => {
    test('refuses, and says where data could be', () => site.refuses(/would be published.*data_dir = \//));
    test('also where the owner made the data folder writable', async () => {
      site.put(at(site, 'data/index.html'), '');
      fs.chmodSync(at(site, 'data'), 0o777);
      await site.refuses(/would be published/);
    });
  },
);

const toApache = (site) =>
  `proxy_pass http://127.0.0.1:${site.backend}; proxy_set_header X-Forwarded-For $remote_addr;`;

// Files by nginx, programs by Apache: the rules hold there, and are never asked for a file.
host(
  'nginx in front of Apache, which serves files by itself',
  {
    server: 'nginx',
    behind: 'apache',
    hides: false,
    needs: 'users',
    settingsIn: (site) => site.outside,
    front: (site) => [
      `location /~ann/ { alias ${site.seen(path.dirname(site.web))}/; }`,
      `location ~ \\.cgi { ${toApache(site)} proxy_set_header Host $http_host; }`,
    ],
  },
  (site) => {
    test('works, its data outside', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

// As hosts' panels set it up: the address of the proxy is replaced by its visitor's, and the header that told it is
// gone.
host(
  'nginx in front of Apache, seen by nothing but its address',
  {
    server: 'nginx',
    behind: 'apache',
    hides: false,
    needs: 'users',
    more: ['remoteip'],
    suexec: true,
    as: 'www-data',
    settingsIn: (site) => site.outside,
    lines: () => ['RemoteIPHeader X-Real-IP', 'RemoteIPInternalProxy 127.0.0.1'],
    prepare: (site) => {
      site.agent = new http.Agent({ localAddress: '127.0.0.2' });
    },
    front: (site) => [
      `location /~ann/ { alias ${site.seen(path.dirname(site.web))}/; }`,
      `location ~ \\.cgi { proxy_pass http://127.0.0.1:${site.backend}; proxy_http_version 1.1; ` +
        'proxy_set_header X-Real-IP $remote_addr; proxy_set_header Host $http_host; }',
    ],
  },
  (site) => {
    test('works, its data outside', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);

host(
  'nginx in front of Apache, not as the owner',
  {
    server: 'nginx',
    behind: 'apache',
    as: 'www-data',
    needs: 'users',
    settings: null,
    front: (site) => [
      `location /~ann/ { alias ${site.seen(path.dirname(site.web))}/; }`,
      `location ~ \\.cgi { ${toApache(site)} }`,
    ],
  },
  (site) => {
    test('refuses, and says where data could be', () => site.refuses(/a proxy is in front.*data_dir = \//));
  },
);

// What such a host served safely before the release looked for a proxy, it serves on.
host(
  'nginx in front of Apache, which passes all on and ends TLS',
  {
    server: 'nginx',
    behind: 'apache',
    settings: { base_url: 'https://books.example/~ann/vitrine' },
    front: (site) => [`location / { ${toApache(site)} }`],
    prepare: (site) => site.put(at(site, 'data/.ht.vitrine.db'), '', 0o600),
  },
  (site) => {
    test('goes on with the data that is there', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [at(site, 'data')]);
    });
    test('publishes nothing', () => site.keepsSecrets());
    test('its cookies are for https only', async () => {
      const answer = await site.post(
        '/auth/login',
        new URLSearchParams({ username: 'ann', password: 'correct horse battery' }),
        { headers: { Origin: 'https://books.example' } },
      );
      const cookies = answer.all['set-cookie'] ?? [];
      assert.ok(cookies.length, answer.text);
      for (const cookie of cookies) {
        assert.match(cookie, /; Secure/);
        assert.match(cookie, /; Path=\/~ann\/vitrine\//);
      }
    });
  },
);

host(
  'nginx with fcgiwrap',
  {
    server: 'nginx',
    hides: false,
    needs: 'users',
    settingsIn: (site) => site.outside,
    async prepare(site) {
      site.wrapper = await freePort();
      const drop = isRoot ? ['setpriv', `--reuid=${ANN}`, `--regid=${ANN}`, '--clear-groups'] : [];
      const [command, ...args] = [...drop, 'fcgiwrap', '-s', `tcp:127.0.0.1:${site.wrapper}`];
      await site.listens(site.spawn(command, args), site.wrapper);
    },
    front: (site) => [
      `location /~ann/ { alias ${site.seen(path.dirname(site.web))}/; autoindex off; }`,
      `location ~ ^/~ann(/.+\\.cgi)(/|$) { fastcgi_pass 127.0.0.1:${site.wrapper};
			fastcgi_split_path_info ^(.+?\\.cgi)(/.*)?$;
			include /etc/nginx/fastcgi_params;
			fastcgi_param PATH_INFO $fastcgi_path_info;
			fastcgi_param SCRIPT_FILENAME ${site.seen(path.dirname(site.web))}$1; }`,
    ],
  },
  (site) => {
    test('works, its data outside', async () => {
      await site.works();
      assert.deepEqual(site.dataFolders(), [site.outside]);
    });
    test('publishes nothing', () => site.keepsSecrets());
  },
);
