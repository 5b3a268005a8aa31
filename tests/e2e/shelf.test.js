// The main job as a client of the API does it: register, add a title, shelve it, see it, change it, delete it.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
  const local = (address) => new URL(address, site.address).pathname;

  // In both styles of address; links in answers have the style of the request.
  const styles = [
    ['short', '/auth', '/media', '/user/media'],
    ['plain', '/cgi-bin/auth.cgi', '/cgi-bin/media.cgi', '/cgi-bin/usermedia.cgi'],
  ];
  for (const [style, auth, media, shelf] of styles)
    test(`the main job by ${style} addresses`, async () => {
      const registered = await site.post(`${auth}/register`, {
        username: `reader-${style}`,
        password: 'correct horse battery',
      });
      assert.equal(registered.status, 201, registered.text);
      assert.equal(registered.headers['cache-control'], 'no-store');
      for (const cookie of registered.all['set-cookie'])
        assert.match(cookie, new RegExp(`; *Path=${site.base}/(;|$)`), cookie);

      const login = await site.post(`${auth}/login`, {
        username: `reader-${style}`,
        password: 'correct horse battery',
      });
      assert.equal(login.status, 200, login.text);
      const token = login.json.access_token;

      const added = await site.post(
        media,
        { type: 'BOOK', title: `Middlemarch ${style}`, creator: 'George Eliot', pub_date: '1871' },
        { token },
      );
      assert.equal(added.status, 201, added.text);
      assert.equal(local(added.headers.location), `${site.base}${media}/${added.json.id}`);
      const item = await site.get(added.headers.location.slice(site.base.length), { token });
      assert.equal(item.json.title, `Middlemarch ${style}`);
      assert.equal(item.json.created_by.username, `reader-${style}`);

      const shelved = await site.post(shelf, { media_id: added.json.id, status: 'IN_PROGRESS' }, { token });
      assert.equal(shelved.status, 201, shelved.text);
      assert.equal(local(shelved.headers.location), `${site.base}${shelf}/${shelved.json.id}`);
      assertError(await site.post(shelf, { media_id: added.json.id }, { token }), 409, 'conflict');

      const list = await site.get(shelf, { token });
      assert.equal(list.status, 200);
      assert.equal(list.headers['cache-control'], 'private, no-cache');
      assert.equal(list.json.total, 1);
      assert.equal(list.json.records[0].media.title, `Middlemarch ${style}`);
      assert.equal(list.json.counts.IN_PROGRESS, 1);

      const entry = `${shelf}/${shelved.json.id}`;
      const changed = await site.request('PATCH', entry, {
        token,
        body: { status: 'COMPLETED', start_date: '2025-04-01', end_date: '2025-05-01' },
      });
      assert.equal(changed.status, 200, changed.text);
      assert.equal(changed.json.is_finished, true);
      assert.equal(changed.json.duration, 30);
      assert.equal((await site.get(`${shelf}?status=COMPLETED`, { token })).json.total, 1);

      const deleted = await site.request('DELETE', entry, { token });
      assert.equal(deleted.status, 204);
      assert.equal(deleted.text, '');
      assertError(await site.get(entry, { token }), 404, 'not_found');
      assert.equal((await site.request('DELETE', `${media}/${added.json.id}`, { token })).status, 204);
      assertError(await site.get(`${media}/${added.json.id}`), 404, 'not_found');
    });

  test('pages of a list are linked in the style of the request', async () => {
    const { access_token: token } = await site.register('pager');
    for (let i = 0; i < 3; i++)
      assert.equal((await site.post('/media', { type: 'GAME', title: `Game ${i}` }, { token })).status, 201);
    for (const media of ['/media', '/cgi-bin/media.cgi', '/cgi-bin/media.cgi/']) {
      const titles = [];
      let where = `${media}?page_size=1&q=game`;
      while (where) {
        const { json, headers } = await site.get(where);
        titles.push(...json.media.map(({ title }) => title));
        const next = /<([^>]+)>; *rel="next"/.exec(headers.link)?.[1];
        // A relative link is relative to what was asked.
        const url = next && new URL(next, site.address + site.base + where);
        if (url) assert.equal(url.pathname.replace(/\/$/, ''), (site.base + media).replace(/\/$/, ''));
        where = url ? url.pathname.slice(site.base.length) + url.search : '';
        assert.ok(titles.length <= 3);
      }
      assert.deepEqual(titles.sort(), ['Game 0', 'Game 1', 'Game 2']);
    }
  });

  test('what was not told of an item is null', async () => {
    const { access_token: token } = await site.register('terse');
    const { json } = await site.post('/media', { type: 'MOVIE', title: 'Terse' }, { token });
    for (const name of [
      'creator',
      'description',
      'genre',
      'pub_date',
      'isbn',
      'length',
      'image_url',
      'trailer_url',
      'average_rating',
      'rank',
    ])
      assert.equal(json[name], null, name);
  });

  test('refresh rotates, and an old token ends the session', async () => {
    const first = await site.register('rotator');
    const second = await site.post('/auth/refresh', { refresh_token: first.refresh_token });
    assert.equal(second.status, 200, second.text);
    assert.notEqual(second.json.refresh_token, first.refresh_token);
    assert.equal((await site.get('/user/media', { token: second.json.access_token })).status, 200);
    const late = await site.post('/auth/refresh', { refresh_token: first.refresh_token });
    assert.equal(late.json.refresh_token, second.json.refresh_token, 'its answer was lost');
    assertError(await site.post('/auth/refresh', { refresh_token: first.refresh_token }), 401, 'auth_failed');
    assertError(await site.post('/auth/refresh', { refresh_token: second.json.refresh_token }), 401, 'auth_failed');
    assertError(await site.get('/user/media', { token: second.json.access_token }), 401, 'auth_failed');
  });

  test('the OAuth2 password flow', async () => {
    await site.register('oauth');
    const form = (fields) => site.post('/auth/token', new URLSearchParams(fields));
    const granted = await form({
      grant_type: 'password',
      username: 'oauth',
      password: 'correct horse battery',
      client_id: 'x',
    });
    assert.equal(granted.status, 200, granted.text);
    assert.equal(granted.json.token_type.toLowerCase(), 'bearer');
    assert.equal((await site.get('/user/media', { token: granted.json.access_token })).status, 200);
    const refused = await form({ grant_type: 'password', username: 'oauth', password: 'wrong' });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.error, 'invalid_grant');
  });

  test('nobody else touches an entry or an item', async () => {
    const ann = (await site.register('ann')).access_token;
    const bob = (await site.register('bob')).access_token;
    const item = (await site.post('/media', { type: 'MOVIE', title: 'Sunrise' }, { token: ann })).json;
    const entry = (await site.post('/user/media', { media_id: item.id }, { token: ann })).json;
    for (const [method, body] of [['GET'], ['PATCH', { note: 'x' }], ['PUT', { note: 'x' }], ['DELETE']])
      assertError(await site.request(method, `/user/media/${entry.id}`, { token: bob, body }), 404, 'not_found');
    assertError(await site.request('DELETE', `/media/${item.id}`, { token: bob }), 403, 'forbidden');
    assert.equal((await site.get('/user/media', { token: bob })).json.total, 0);
    assert.equal((await site.get('/user/media', { token: ann })).json.total, 1);
  });
}

everywhere('shelf', tests);
everywhere('shelf', tests, { base: '/~ann/vitrine' });
