// A key of a program behind real servers: made, used at every door, shown on a page without a script, revoked; and
// nowhere is it kept or told.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const SECRET = /vitrine_[0-9a-f]{48}/;
// What each door answers to whoever is signed in.
const doors = [
  '/users/me',
  '/cgi-bin/users.cgi/me',
  '/user/media',
  '/mediatracker/user/media',
  '/booktracker/my-library',
  '/mycoll/api/v1/movies',
  '/kallaxy/api/users',
  '/movieshelf/users/me',
];

const everyFile = (folder) =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

function tests(site) {
  let token, reads, writes;
  const make = async (fields) => {
    const answer = await site.post('/users/me/tokens', { name: 'curl', ...fields }, { token });
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.json.token, SECRET);
    assert.equal(answer.headers['cache-control'], 'no-store');
    return answer.json;
  };

  test('is made by whoever has signed in, and told once', async () => {
    token = (await site.register('ann')).access_token;
    reads = await make({ scope: 'read' });
    writes = await make({ scope: 'write', expires_at: '2999-01-01' });
    const list = await site.get('/users/me/tokens', { token });
    assert.deepEqual(list.json.tokens.map(({ scope }) => scope).sort(), ['read', 'write']);
    assert.doesNotMatch(list.text, SECRET);
    const again = await site.get('/users/me/tokens', { token, headers: { 'If-None-Match': list.headers.etag } });
    assert.equal(again.status, 304);
  });

  test('opens every door, and sets no cookie', async () => {
    for (const door of doors) {
      for (const key of [reads, writes]) {
        const answer = await site.get(door, { token: key.token });
        assert.equal(answer.status, 200, `${door}: ${answer.text}`);
        assert.equal(answer.headers['set-cookie'], undefined, door);
      }
      const altered = reads.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      assert.equal((await site.get(door, { token: altered })).status, 401, door);
      assert.equal((await site.get(`${door}?token=x&access_token=${'0'.repeat(48)}`)).status, 401, door);
    }
  });

  test('writes only where its scope says so, and never what is sensitive', async () => {
    const sphere = { type: 'MOVIE', title: 'Sphere' };
    const refused = await site.post('/media', sphere, { token: reads.token });
    assertError(refused, 403, 'forbidden');
    assert.match(refused.json.error.message, /scope "read"/);
    assert.equal((await site.post('/media', sphere, { token: writes.token })).status, 201);
    for (const [method, where, body] of [
      ['PATCH', '/users/me', { password: 'another horse battery' }],
      ['PATCH', '/users/me', { email: 'eve@example.com' }],
      ['DELETE', '/users/me'],
      ['GET', '/users/me/sessions'],
      ['GET', '/users/me/tokens'],
      ['POST', '/users/me/tokens', { name: 'more', scope: 'write' }],
      ['DELETE', `/users/me/tokens/${reads.id}`],
      ['POST', '/auth/confirm-password', { password: 'correct horse battery' }],
      ['POST', '/auth/logout', {}],
      ['GET', '/server/backup'],
      ['DELETE', '/server/data'],
    ])
      assertError(await site.request(method, where, { body, token: writes.token }), 403, 'forbidden');
  });

  test('is made and revoked by plain forms', async () => {
    const headers = { Accept: 'text/html', Origin: site.address, 'Sec-Fetch-Site': 'same-origin' };
    const send = (where, fields) => site.post(where, new URLSearchParams(fields), { token, headers });
    const settings = await site.get('/users/me', { token, headers });
    assert.match(settings.text, /href="[^"]*\/users\/me\/tokens"/);
    const page = await site.get('/users/me/tokens', { token, headers });
    assert.match(page.text, /<select[^>]*name="scope"/);
    const made = await send('/users/me/tokens', { name: 'E-reader', scope: 'read', expires_at: '' });
    assert.equal(made.status, 201, made.text);
    const [key] = SECRET.exec(made.text);
    assert.equal((await site.get('/users/me', { token: key })).status, 200);
    const listed = await site.get('/users/me/tokens', { token, headers });
    assert.doesNotMatch(listed.text, SECRET);
    const [, revoke] = /E-reader<\/b>[^]*?<form method="post" action="([^"]*)"/.exec(listed.text);
    const gone = await send(revoke.slice(site.base.length), { _method: 'DELETE' });
    assert.equal(gone.status, 303, gone.text);
    assertError(await site.get('/users/me', { token: key }), 401, 'auth_failed');
  });

  test('outlives a new password, and ends when it is revoked', async () => {
    const { json } = await site.request('PATCH', '/users/me', { token, body: { password: 'another horse battery' } });
    token = json.access_token;
    assert.equal((await site.get('/users/me', { token: writes.token })).status, 200);
    assert.ok((await site.get('/users/me/tokens', { token })).json.tokens.every((key) => key.last_used_at));
    assert.equal((await site.request('DELETE', `/users/me/tokens/${writes.id}`, { token })).status, 204);
    assertError(await site.get('/users/me', { token: writes.token }), 401, 'auth_failed');
  });

  test('is nowhere in what is kept or logged', () => {
    const files = everyFile(site.work);
    assert.ok(files.some((file) => file.endsWith('.ht.vitrine.db')));
    assert.ok(files.includes(site.log));
    for (const file of files) {
      const text = fs.readFileSync(file, 'latin1');
      for (const { token: secret } of [reads, writes]) assert.ok(!text.includes(secret.slice(8)), file);
    }
  });
}

everywhere('keys', tests);
everywhere('keys', tests, { base: '/~ann/vitrine' });
