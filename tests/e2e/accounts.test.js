// The life of an account behind real servers, from its first to its last day, by header and by cookie.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');
const { form, formHeaders, noise } = require('./picture');

const PASSWORD = 'correct horse battery',
  ANOTHER = 'another horse battery';

function tests(site) {
  const login = (username, password) => site.post('/auth/login', { username, password });
  const change = (body, token, method = 'PATCH') => site.request(method, '/users/me', { token, body });
  // What a browser sends back of the cookies that it was given.
  const jar = (answer) => ({
    Cookie: answer.all['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; '),
    'Sec-Fetch-Site': 'same-origin',
  });
  let admin, token;

  test('joins, and finds a name that is taken', async () => {
    admin = await site.register('root', { email: 'root@example.com' });
    assert.equal(admin.role, 'admin');
    const joined = await site.post('/accounts/create/', {
      username: 'Ann',
      email: 'ann@example.com',
      password: PASSWORD,
    });
    assert.equal(joined.status, 201);
    assert.equal(joined.json.role, 'member');
    token = joined.json.access_token;
    const taken = await site.post('/auth/register', { username: 'ANN', password: PASSWORD });
    assertError(taken, 409, 'conflict');
    assert.equal(taken.json.error.details[0].field, 'username');
  });

  test('changes the profile, and meets those who have that name or address', async () => {
    const changed = await change({ name: 'Ann Other' }, token);
    assert.equal(changed.json.name, 'Ann Other');
    const replaced = await change({ ...changed.json, name: undefined }, token, 'PUT');
    assert.equal(replaced.status, 200, replaced.text);
    assert.deepEqual(replaced.json, { ...changed.json, name: null, updated_at: replaced.json.updated_at });
    assertError(await change({ email: 'Root@Example.com' }, token), 409, 'conflict');
    assertError(await change({ username: 'ROOT' }, token, 'PUT'), 409, 'conflict');
    assert.deepEqual((await site.get('/users/me', { token })).json, replaced.json);
  });

  test('has a picture, and has none any more', async () => {
    const set = await site.post('/users/me/avatar/', form(noise(4)), { token, headers: formHeaders });
    assert.equal(set.status, 201, set.text);
    const {
      json: { avatar_url: shown },
    } = await site.get('/users/me', { token });
    assert.equal(shown, set.json.url);
    assert.equal((await site.get(shown.slice(site.base.length))).status, 200);
    assert.equal((await site.request('DELETE', '/users/me/avatar', { token })).status, 204);
    assert.equal((await site.get('/users/me', { token })).json.avatar_url, null);
    assertError(await site.get(shown.slice(site.base.length)), 404, 'not_found');
  });

  test('changes the password in a browser, which stays signed in while others are signed out', async () => {
    const browser = await login('ann', PASSWORD),
      phone = await login('ann@example.com', PASSWORD);
    const sessions = await site.get('/users/me/sessions', { headers: jar(browser) });
    assert.equal(sessions.json.total, 3);
    const first = sessions.json.sessions.find(({ current }) => !current).id;
    assert.equal((await site.request('DELETE', `/users/me/sessions/${first}`, { headers: jar(browser) })).status, 204);
    const confirmed = await site.post('/auth/confirm-password', { password: PASSWORD }, { headers: jar(browser) });
    assert.equal(confirmed.status, 200, confirmed.text);
    const changed = await site.request('PATCH', '/users/me', { headers: jar(browser), body: { password: ANOTHER } });
    assert.equal(changed.status, 200, changed.text);
    assert.equal(changed.json.refresh_token, undefined, 'by cookie only');
    assert.equal((await site.get('/users/me', { headers: jar(changed) })).status, 200);
    for (const old of [token, phone.json.access_token])
      assertError(await site.get('/users/me', { token: old }), 401, 'auth_failed');
    assertError(await login('ann', PASSWORD), 401, 'auth_failed');
    const refreshed = await site.post('/auth/refresh', undefined, { headers: jar(changed) });
    assert.equal(refreshed.status, 200, refreshed.text);
    assert.equal((await site.post('/auth/logout', undefined, { headers: jar(refreshed) })).status, 204);
    assertError(await site.get('/users/me', { headers: jar(refreshed) }), 401, 'auth_failed');
  });

  test('is deactivated, reactivated, promoted; the last admin stays', async () => {
    const { json: ann } = await login('ann', ANOTHER);
    const set = (body) => site.request('PATCH', `/users/${ann.id}`, { token: admin.access_token, body });
    assert.equal((await set({ is_active: false })).status, 200);
    assertError(await site.get('/users/me', { token: ann.access_token }), 401, 'auth_failed');
    assertError(await login('ann', ANOTHER), 401, 'auth_failed');
    assertError(await site.request('DELETE', '/users/me', { token: admin.access_token }), 409, 'conflict');
    assertError(
      await site.request('PATCH', `/users/${admin.id}`, { token: admin.access_token, body: { role: 'member' } }),
      409,
      'conflict',
    );
    assert.equal((await set({ is_active: true, role: 'admin' })).json.role, 'admin');
    const found = await site.get('/users?q=OTHER&role=admin&is_active=true', { token: admin.access_token });
    assert.equal(found.json.total, 0, 'the name was emptied');
  });

  test('leaves, and what it added stays', async () => {
    const {
      json: { access_token: last },
    } = await login('ann', ANOTHER);
    const {
      json: { id },
    } = await site.post('/media', { type: 'GAME', title: 'Outer Wilds' }, { token: last });
    const gone = await site.request('DELETE', '/users/me', { token: last });
    assert.equal(gone.status, 204);
    assert.equal(gone.all['set-cookie'].length, 2);
    assertError(await site.get('/users/me', { token: last }), 401, 'auth_failed');
    assert.equal((await site.get(`/media/${id}`)).json.created_by, null);
    assertError(await login('ann', ANOTHER), 401, 'auth_failed');
  });
}

everywhere('accounts', tests);
everywhere('accounts', tests, { base: '/~ann/vitrine' });
