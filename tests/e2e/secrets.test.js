// The database, its key and the settings are nobody's, by whatever address: also where the data folder lies in the web
// folder, as on shared hosting.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Site, combinations, folder, workFolder } = require('./harness');

const SECRET = 'vitrine-e2e-secret';

// A copy of the web folder with data, settings and strays in it, as it may look after a year in use.
function lived() {
  const work = workFolder();
  const site = path.join(work, 'site');
  fs.cpSync(folder, site, { recursive: true });
  fs.mkdirSync(path.join(site, 'data'));
  fs.mkdirSync(path.join(site, 'cgi-bin/lib'), { recursive: true });
  const names = [
    'data/.ht.vitrine.db',
    'data/.ht.vitrine.db-wal',
    'data/.ht.key',
    'data/.ht.limits.db',
    'data/vitrine.db',
    'data/key.txt',
    'data/export.json',
    'vitrine.conf',
    'cgi-bin/vitrine.conf',
    '.env',
    '.git/config',
    'backup.db',
    'vitrine.conf~',
    'vitrine.conf.bak',
    'index.html~',
    '.index.html.swp',
    'css/.ht.vitrine.db',
    'cgi-bin/lib/libstray.so.0',
    'cgi-bin/core',
    'dump.sql',
    'vitrine.tar.gz',
  ];
  for (const name of names) {
    fs.mkdirSync(path.dirname(path.join(site, name)), { recursive: true });
    fs.writeFileSync(path.join(site, name), SECRET);
  }
  return { work, site, names };
}

// Ways to say the same path.
function spellings(name) {
  const last = path.basename(name);
  const dir = path.dirname(name) === '.' ? '' : `${path.dirname(name)}/`;
  const encoded = [...name].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
  return [
    name,
    `./${name}`,
    `/${name}`,
    `css/../${name}`,
    `cgi-bin/../${name}`,
    `cgi-bin/%2e%2e/${name}`,
    `%2e/${name}`,
    name.toUpperCase(),
    name.replace('data', 'Data'),
    name.replaceAll('.', '%2e'),
    name.replace(/^./, (c) => `%${c.charCodeAt(0).toString(16)}`),
    encoded,
    name.replaceAll('/', '//'),
    name.replaceAll('/', '%2f'),
    name.replaceAll('/', '%5c'),
    `${name}/`,
    `${name}.`,
    `${name}%20`,
    `${name}%00.html`,
    `${name}/x.html`,
    `${name}?.html`,
    `${name}%3f.html`,
    `${name};.html`,
    `${name}#.html`,
    `${dir}%20${last}`,
    `${name}::$DATA`,
    `cgi-bin/media.cgi/../../${name}`,
    `cgi-bin/media.cgi/..%2f..%2f${name}`,
    `cgi-bin/server.cgi/${name}`,
    `cgi-bin/media.cgi/%2e%2e/%2e%2e/${name}`,
    `media/../${name}`,
    `media/../../vitrine/${name}`,
    `index.html/../${name}`,
    `docs/../${name}`,
  ];
}

for (const combination of combinations) {
  for (const base of ['', '/~ann/vitrine']) {
    describe(`secrets (${combination.server}, ${combination.mode}, ${base || '/'})`, () => {
      const copy = lived();
      const site = new Site({ ...combination, base, folder: copy.site });
      before(() => site.start());
      after(async () => {
        await site.stop();
        fs.rmSync(copy.work, { recursive: true, force: true });
      });

      test('the folder is served', async () => {
        assert.equal((await site.get('/index.html')).status, 200);
      });
      for (const name of copy.names)
        test(`${name} is not`, async () => {
          for (const spelling of spellings(name)) {
            const answer = await site.get(`/${spelling}`);
            assert.ok([400, 403, 404].includes(answer.status), `/${spelling}: ${answer.status}`);
            assert.doesNotMatch(answer.text, new RegExp(SECRET), `/${spelling}`);
          }
        });
      test('nor are folders listed', async () => {
        for (const where of ['/data', '/data/', '/Data/', '/.git/', '/cgi-bin/', '/cgi-bin/lib/', '/%64ata/']) {
          const answer = await site.get(where);
          assert.ok([301, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
          assert.doesNotMatch(answer.text, /vitrine\.db|\.cgi|libjwt/);
        }
      });
      test('nor is the source of a program', async () => {
        const answer = await site.get('/cgi-bin/media.cgi');
        assert.doesNotMatch(answer.text, /^\x7fELF/);
        for (const where of [
          '/cgi-bin/media.cgi%00',
          '/cgi-bin/media.cgi.',
          '/cgi-bin/media.cgi%20',
          '/cgi-bin/MEDIA.CGI',
          '/cgi-bin/media.cgi::$DATA',
        ])
          assert.doesNotMatch((await site.get(where)).text, /ELF/, where);
      });
    });
  }
}
