// Exports behind each server: what arrives of an answer that is sent as it is written, however long it is.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test, before } = require('node:test');
const { assertError, everywhere } = require('./harness');

const TITLES = 20000;
const HEAD = 'title,creator,type,year,isbn,status,rating,';

// So many films on the shelf of a member, past the programs.
function fill(site, username) {
  execFileSync('sqlite3', [path.join(site.data, '.ht.vitrine.db')], {
    input: `.timeout 5000
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TITLES})
INSERT INTO media_items (id, type, title, title_folded, metadata, source, curated, created_at, updated_at)
SELECT printf('00000000-0000-4000-8000-%012d', i), 'MOVIE', 'Film ' || i, 'film', '{}', 'USER_ADDED', 0, 0, 0 FROM n;
INSERT INTO entries (id, user_key, media_key, status, note, created_at, updated_at)
SELECT m.id, u.key, m.key, 'COMPLETED', hex(zeroblob(100)), 0, 0 FROM media_items m
JOIN users u ON u.username = '${username}' WHERE m.title_folded = 'film';
`,
  });
}

function tests(site) {
  let ann, ben;
  before(async () => {
    ann = (await site.register('ann')).access_token;
    ben = (await site.register('ben')).access_token;
    const { json } = await site.post('/media', { type: 'BOOK', title: 'Łódź, "1"', creator: 'A' }, { token: ann });
    const entry = { media_id: json.id, status: 'COMPLETED', end_date: '2009-07-12', start_date: null };
    assert.equal((await site.post('/user/media', entry, { token: ann })).status, 201);
    fill(site, 'ben');
  });

  for (const exports of ['/exports', '/cgi-bin/exports.cgi'])
    test(`a file is taken from ${exports}`, async () => {
      const all = await site.get(`${exports}/vitrine.json`, { token: ann });
      assert.equal(all.status, 200, all.text);
      assert.equal(all.json.items[0].title, 'Łódź, "1"');
      assert.equal(all.json.items[0].reads[0].end_date, '2009-07-12');
      assert.equal(all.headers['content-disposition'], 'attachment; filename="vitrine.json"');
      assert.equal(all.headers['cache-control'], 'no-store');
      assert.equal(all.headers.etag, undefined);
      const table = await site.get(`${exports}/vitrine.csv`, { token: ann });
      assert.match(table.headers['content-type'], /^text\/csv; *charset=utf-8$/i);
      assert.ok(table.text.startsWith(HEAD) && table.text.includes('\r\n"Łódź, ""1""",A,BOOK,,,COMPLETED,,'));
      const sheet = await site.get(`${exports}/goodreads.csv?for=spreadsheet`, { token: ann });
      assert.ok(sheet.bytes.subarray(0, 3).equals(Buffer.from('\ufeff')), sheet.text);
      const wanted = await site.get(`${exports}/letterboxd-watchlist.csv`, { token: ann });
      assert.equal(wanted.status, 200, wanted.text);
      assert.match(wanted.text, /^tmdbID,imdbID,Title,Year/);
      const listed = await site.get(exports, { token: ann });
      assert.equal(listed.json.exports[0].name, 'vitrine.json');
      assertError(await site.get(`${exports}/vitrine.json`), 401, 'auth_failed');
      assertError(await site.get(`${exports}/letterboxd.csv?part=2`, { token: ann }), 404, 'not_found');
    });

  test('all of what is long arrives, and is the same again', async () => {
    const all = await site.get('/exports/vitrine.json', { token: ben });
    assert.equal(all.status, 200);
    assert.equal(all.json.items.length, TITLES);
    assert.ok(all.text.endsWith('\n]}\n'));
    assert.equal((await site.get('/exports/vitrine.json', { token: ben })).text, all.text);
    const table = await site.get('/exports/vitrine.csv', { token: ben });
    assert.equal(table.text.split('\r\n').length, TITLES + 2);
    const { headers, text } = await site.get('/exports/letterboxd.csv?part=20', { token: ben });
    assert.equal(text.split('\r\n').length, 1002);
    assert.equal(headers.link, undefined);
    const before = await site.get('/exports/letterboxd.csv?part=19', { token: ben });
    assert.match(before.headers.link, /\/exports\/letterboxd\.csv\?part=20>; rel="next"$/);
  });

  test('its head alone has no body', async () => {
    const head = await site.request('HEAD', '/exports/vitrine.json', { token: ben });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers['content-disposition'], 'attachment; filename="vitrine.json"');
  });

  test('who goes away is not waited for', async () => {
    for (let i = 0; i < 4; i++)
      await new Promise((resolve, reject) => {
        const request = http.get(
          `${site.address}${site.base}/exports/vitrine.json`,
          { headers: { Authorization: `Bearer ${ben}` }, agent: false },
          (res) => res.once('data', () => resolve(request.destroy())),
        );
        request.on('error', reject);
      });
    const made = await site.post('/media', { type: 'GAME', title: 'Meanwhile' }, { token: ann });
    assert.equal(made.status, 201, made.text);
    assert.equal((await site.get('/exports/vitrine.csv', { token: ann })).status, 200);
  });

  test('others write while it is sent', async () => {
    const request = http.get(`${site.address}${site.base}/exports/vitrine.json`, {
      headers: { Authorization: `Bearer ${ben}` },
      agent: false,
    });
    const res = await new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
    const made = await site.post('/media', { type: 'GAME', title: 'Beside' }, { token: ann });
    assert.equal(made.status, 201, made.text);
    const parts = [];
    for await (const part of res) parts.push(part);
    assert.equal(JSON.parse(Buffer.concat(parts)).items.length, TITLES);
  });
}

everywhere('exports', tests);
everywhere('exports', tests, { base: '/~ann/vitrine' });

// A database that is damaged where the last titles are: it is seen when all others were sent.
everywhere('exports that break off', (site) => {
  test('are not taken for whole ones', async () => {
    const { access_token: token } = await site.register('ann');
    fill(site, 'ann');
    const file = path.join(site.data, '.ht.vitrine.db');
    const page = execFileSync('sqlite3', [file], {
      input: `PRAGMA wal_checkpoint(TRUNCATE);
SELECT 'page ' || pageno FROM dbstat WHERE name = 'media_items' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1;`,
      encoding: 'utf8',
    }).match(/^page (\d+)$/m)[1];
    const database = fs.openSync(file, 'r+');
    fs.writeSync(database, Buffer.alloc(4096, 0xff), 0, 4096, (page - 1) * 4096);
    fs.closeSync(database);
    const answer = await new Promise((resolve) => {
      const parts = [];
      const headers = { Authorization: `Bearer ${token}` };
      const request = http.get(`${site.address}${site.base}/exports/vitrine.json`, { headers, agent: false }, (res) => {
        const end = (is_whole) => resolve({ status: res.statusCode, is_whole, text: Buffer.concat(parts).toString() });
        res.on('data', (part) => parts.push(part));
        res.on('end', () => end(res.complete));
        res.on('error', () => end(false));
      });
      request.on('error', () => resolve({ status: 0, is_whole: false, text: '' }));
    });
    assert.ok(
      answer.status !== 200 ||
        !answer.is_whole ||
        answer.text.endsWith('\n"This file is not whole: it broke off here.'),
      `${answer.status} ${answer.text.slice(-200)}`,
    );
  });
});
