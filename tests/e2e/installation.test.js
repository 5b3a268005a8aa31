// The whole installation by an admin without a shell: a backup is downloaded, and restored in pieces; all is removed.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { before, test } = require('node:test');
const { assertError, everywhere } = require('./harness');
const { form, formHeaders, noise } = require('./picture');
const { piece, pieceHeaders, postRaw, REMOVED, sendPieces } = require('./backup');

const PASSWORD = 'correct horse battery';
const PICTURES = 7;
const DEADLINE = 20000;

const signIn = async (site, username) => {
  const answer = await site.post('/auth/login', { username, password: PASSWORD });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.access_token;
};

const titles = async (site) => (await site.get('/media?sort=title_asc')).json.media.map(({ title }) => title);

// What is in a database, as SQLite's own shell says it.
function ask(file, sql) {
  const { stdout, stderr, status } = spawnSync('sqlite3', [file, sql], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

// A token as the site signs them, for the same session, but with a password that was given long ago.
function aged(site, token, seconds) {
  const [head, payload] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const older = JSON.stringify({ ...claims, auth_time: claims.auth_time - seconds });
  const text = `${head}.${Buffer.from(older).toString('base64url')}`;
  const key = fs.readFileSync(path.join(site.data, '.ht.key'));
  return `${text}.${crypto.createHmac('sha256', key).update(text).digest('base64url')}`;
}

const left = (site) => fs.readdirSync(site.data).filter((name) => /^\.ht\.(restore|backup\.copy)/.test(name));

everywhere('an installation of 30 MB', (site) => {
  let token, member, backup;
  const pictures = [];
  before(async () => {
    ({ access_token: token } = await site.register('ann'));
    ({ access_token: member } = await site.register('ben'));
    for (let i = 0; i < PICTURES; i++) {
      const {
        json: { id },
      } = await site.post('/media', { type: 'BOOK', title: `Old ${i}` }, { token });
      const {
        json: { image_id },
        text,
      } = await site.post(`/media/${id}/image`, form(noise(1250)), { token, headers: formHeaders });
      assert.ok(image_id, text);
      pictures.push({ image_id, bytes: (await site.get(`/images/${image_id}`)).bytes });
    }
  });

  test('is downloaded as one file', async () => {
    const answer = await site.get('/server/backup', { token });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    backup = answer.bytes;
    assert.ok(backup.length > 30e6, `${backup.length} bytes`);
    assert.equal(answer.headers['content-length'], String(backup.length));
    assert.equal(answer.headers['content-type'], 'application/vnd.sqlite3');
    assert.match(answer.headers['content-disposition'], /^attachment; filename="vitrine-\d{4}-\d\d-\d\d\.db"$/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    const file = path.join(site.work, 'downloaded');
    fs.writeFileSync(file, backup);
    assert.equal(ask(file, 'PRAGMA integrity_check; SELECT count(*) FROM images'), `ok\n${PICTURES}`);
    assert.deepEqual(left(site), []);
    // A worker that had it all in memory at some time would have grown by it.
    for (const { pid } of site.mode === 'fcgi' ? site.workers('server') : []) {
      const [, peak] = /^RssAnon:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
      assert.ok(Number(peak) < 8192, `${peak} KiB`);
    }
  });

  test('tells by HEAD how large that is', async () => {
    const answer = await site.request('HEAD', '/server/backup', { token });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-length'], String(backup.length));
    assert.equal(answer.bytes.length, 0);
  });

  test('so is a picture, whose 304 has no length', async () => {
    const [{ image_id, bytes }] = pictures;
    const where = `/images/${image_id}`;
    const [get, head] = [await site.get(where), await site.request('HEAD', where)];
    for (const answer of [get, head]) assert.equal(answer.headers['content-length'], String(bytes.length));
    assert.equal(head.bytes.length, 0);
    const known = await site.get(where, { headers: { 'If-None-Match': get.headers.etag } });
    assert.equal(known.status, 304);
    assert.ok(!Number(known.headers['content-length']));
    assert.equal(known.bytes.length, 0);
  });

  test('is for admins who have just given their password', async () => {
    const calls = [
      ['GET', '/server/backup', {}],
      ['POST', '/server/restore', { body: piece(0, 100, Buffer.from('x')), headers: pieceHeaders }],
    ];
    for (const [method, where, options] of calls) {
      assertError(await site.request(method, where, options), 401, 'auth_failed');
      assertError(await site.request(method, where, { ...options, token: member }), 403, 'forbidden');
      assertError(
        await site.request(method, where, { ...options, token: aged(site, token, 601) }),
        403,
        'reauthentication_required',
      );
      assert.equal((await site.request(method, where, { ...options, token: aged(site, token, 500) })).status, 200);
    }
  });

  test('becomes what it was by the pieces of that file', async () => {
    await site.register('cleo');
    assert.equal((await site.post('/media', { type: 'GAME', title: 'New' }, { token })).status, 201);
    const [gone] = (await site.get('/media?q=old&sort=title_asc', { token })).json.media;
    assert.equal((await site.request('DELETE', `/media/${gone.id}`, { token })).status, 204);
    assert.equal((await site.get(`/images/${pictures[0].image_id}`)).status, 404);
    const answer = await sendPieces(site, backup, token);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, { restored: true, accounts: 2, titles: PICTURES });
    assert.deepEqual(left(site), []);
    for (const one of await Promise.all(Array.from({ length: 8 }, () => titles(site))))
      assert.deepEqual(
        one,
        Array.from({ length: PICTURES }, (_, i) => `Old ${i}`),
      );
    for (const { image_id, bytes } of pictures) assert.ok((await site.get(`/images/${image_id}`)).bytes.equals(bytes));
    assertError(await site.get('/users/me', { token }), 401, 'auth_failed');
    assertError(await site.post('/auth/login', { username: 'cleo', password: PASSWORD }), 401, 'auth_failed');
    token = await signIn(site, 'ann');
    assert.equal((await site.get('/users/me', { token })).json.role, 'admin');
    assert.equal((await site.post('/media', { type: 'GAME', title: 'Newer' }, { token })).status, 201);
  });

  test('tells who sends pieces out of order where to go on', async () => {
    const send = (offset, length) =>
      site.post('/server/restore', piece(offset, backup.length, backup.subarray(offset, offset + length)), {
        token,
        headers: pieceHeaders,
      });
    const assertWanted = (answer, wanted) => {
      assertError(answer, 409, 'conflict');
      assert.equal(answer.headers['upload-offset'], String(wanted));
      assert.deepEqual(answer.json.error.details, [{ field: 'offset', message: `must be ${wanted}` }]);
    };
    assertWanted(await send(5000, 1000), 0);
    assert.deepEqual((await send(0, 1000)).json, { offset: 1000, size: backup.length });
    assertWanted(await send(2000, 1000), 1000);
    assert.deepEqual((await send(1000, 1000)).json, { offset: 2000, size: backup.length });
    assertWanted(await send(1000, 1000), 2000);
    assert.deepEqual((await postRaw(site, 2000, backup.length, backup.subarray(2000, 3000), token)).json, {
      offset: 3000,
      size: backup.length,
    });
    assertWanted(await postRaw(site, 2000, backup.length, backup.subarray(2000, 3000), token), 3000);
    assert.deepEqual((await send(0, 500)).json, { offset: 500, size: backup.length });
    assert.ok((await titles(site)).includes('Newer'));
  });

  test('refuses what it is not, and stays', async () => {
    const newer = Buffer.from(backup);
    newer.writeUInt32BE(999, 60); // the header's user_version
    const torn = backup.subarray(0, backup.length - ((backup.length >> 1) % 4096) - (1 << 20));
    for (const [what, bytes] of [
      ['is no database', noise(400)],
      ['is newer than this release', newer],
      ['is corrupt', torn],
    ]) {
      const answer = await sendPieces(site, bytes, token);
      assertError(answer, 400, 'validation_error');
      assert.equal(answer.json.error.message, `What was sent can't be restored: it ${what}.`);
      assert.deepEqual(left(site), []);
    }
    assertError(
      await site.post('/server/restore', piece(0, 3 << 20, Buffer.alloc((1 << 20) + 1)), {
        token,
        headers: pieceHeaders,
      }),
      413,
      'payload_too_large',
    );
    assert.ok((await titles(site)).includes('Newer'));
    assert.equal((await site.get('/users/me', { token })).status, 200);
  });
});

everywhere('a restoration', (site) => {
  test('that is killed in the middle leaves what was there', async () => {
    const log = path.join(site.data, '.ht.vitrine.db-wal');
    let { access_token: token } = await site.register('ann');
    for (let i = 0; i < 4; i++) {
      const {
        json: { id },
      } = await site.post('/media', { type: 'BOOK', title: 'Old' }, { token });
      assert.equal(
        (await site.post(`/media/${id}/image`, form(noise(1250)), { token, headers: formHeaders })).status,
        201,
      );
    }
    const backup = (await site.get('/server/backup', { token })).bytes;
    assert.equal((await site.post('/media', { type: 'BOOK', title: 'New' }, { token })).status, 201);
    site.killed = true;
    let wasKilled = false;
    for (let round = 0; round < 20 && !wasKilled; round++) {
      let done = false;
      // On a busy machine the moment would be over before this process comes to see it.
      for (const { pid } of site.mode === 'fcgi' ? site.workers('server') : []) os.setPriority(pid, 19);
      const restored = sendPieces(site, backup, token)
        .catch(() => null)
        .finally(() => {
          done = true;
        });
      while (!done && !wasKilled) {
        // It is written to the log first; by then all pieces are there.
        if (fs.existsSync(log) && fs.statSync(log).size > backup.length / 4)
          for (const { pid } of site.workers('server')) {
            try {
              process.kill(pid, 'SIGKILL');
              wasKilled = true;
            } catch (error) {
              assert.equal(error.code, 'ESRCH');
            }
          }
        await new Promise(setImmediate);
      }
      await restored;
      const there = await titles(site);
      assert.ok(there.length === 4 || there.length === 5, `${there}`);
      if (there.length === 4) {
        // it was through: once more
        wasKilled = false;
        token = await signIn(site, 'ann');
        assert.equal((await site.post('/media', { type: 'BOOK', title: 'New' }, { token })).status, 201);
      }
    }
    assert.ok(wasKilled, 'at a moment when all was being replaced');
    let answer;
    const until = Date.now() + DEADLINE;
    do
      // lighttpd takes a moment to start a worker anew
      answer = await site.get('/server/backup', { token });
    while (answer.status !== 200 && Date.now() < until);
    fs.writeFileSync(path.join(site.work, 'after'), answer.bytes);
    assert.equal(
      ask(path.join(site.work, 'after'), 'PRAGMA integrity_check; SELECT count(*) FROM media_items'),
      'ok\n5',
    );
    assert.equal((await sendPieces(site, backup, token)).status, 200);
    assert.equal((await titles(site)).length, 4);
  });
});

everywhere('the end', (site) => {
  test('is what an admin says, and nothing begins anew by itself', async () => {
    const { access_token: token } = await site.register('ann');
    const { access_token: member } = await site.register('ben');
    assert.equal((await site.post('/media', { type: 'BOOK', title: 'Gone' }, { token })).status, 201);
    // Whose workers have the database open from now on.
    for (const where of ['/media', '/server/health', '/users/me']) await site.get(where, { token });
    assertError(await site.request('DELETE', '/server/data'), 401, 'auth_failed');
    assertError(
      await site.post('/server/data', undefined, { token: member, headers: { 'X-HTTP-Method-Override': 'DELETE' } }),
      403,
      'forbidden',
    );
    assertError(
      await site.request('DELETE', '/server/data', { token: aged(site, token, 601) }),
      403,
      'reauthentication_required',
    );
    assert.equal((await site.get('/media')).json.total, 1);
    const answer = await site.request('DELETE', '/server/data', { token });
    assert.equal(answer.status, 204, answer.text);
    for (let i = 0; i < 3; i++)
      for (const [method, where, body] of [
        ['GET', '/media'],
        ['GET', '/users/me'],
        ['GET', '/server/features'],
        ['POST', '/auth/register', { username: 'eve', password: PASSWORD }],
      ]) {
        const told = await site.request(method, where, { body, token: method === 'GET' ? token : undefined });
        assertError(told, 503, 'unavailable');
        assert.equal(told.json.error.message, REMOVED);
      }
    assert.equal((await site.get('/server/health')).status, 503);
    assert.equal((await site.get('/index.html')).status, 200);
    // Where the server's programs run as somebody else, the folder is one that was made for them.
    const stays = fs.existsSync(site.data);
    assert.deepEqual(
      stays ? fs.readdirSync(site.data) : fs.readdirSync(site.work).filter((name) => name.startsWith('.ht')),
      [stays ? '.ht.removed' : '.ht.removed.data'],
    );
    fs.rmSync(stays ? path.join(site.data, '.ht.removed') : path.join(site.work, '.ht.removed.data'));
    if (!stays) fs.chmodSync(site.work, 0o777);
    assert.equal((await site.register('new')).role, 'admin');
    assert.equal((await site.get('/media')).json.total, 0);
    assertError(await site.get('/users/me', { token }), 401, 'auth_failed');
  });
});
