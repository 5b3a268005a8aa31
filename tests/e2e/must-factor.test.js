// A second factor that is a must, behind real servers: by each style of address, at each door, by keys, and taken off.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { dialectOperations, operations } = require('./contract');
const { assertError, everywhere, programs } = require('./harness');
const { totp } = require('./totp');

const CODE = 'second_factor_setup_required';
const PASSWORD = 'correct horse battery';
// All but what anybody may call, also where the catalogue is private, and signing in and out.
const waiting = [...operations, ...dialectOperations].filter(
  ({ operation: { responses, security }, template }) =>
    responses['401'] && responses['403'] && security?.length !== 0 && !/\/auth\/|\/accounts\//.test(template),
);
const PARTS = {
  '{id}': '00000000-0000-4000-8000-000000000000',
  '{item_id}': '00000000-0000-4000-8000-000000000000',
  '{token}': 'f'.repeat(64),
  '{tag}': 'x',
  '{day}': '2026-01-01',
  '{number}': '1',
  '{key}': '999999',
};
const BROWSER = { Accept: 'text/html,*/*;q=0.8' };
const mine = [
  '/user/media',
  '/cgi-bin/usermedia.cgi/',
  '/users/me/tokens',
  '/diary',
  '/stats',
  '/my-library',
  '/collection',
];
const atDoors = [
  '/mycoll/api/v1/movies',
  '/kallaxy/api/users',
  '/movieshelf/users/me',
  '/booktracker/my-library',
  '/mediatracker/user/media',
];

function tests(site) {
  function demand(of) {
    const others = fs.readFileSync(site.conf, 'utf8').replace(/^(?:second_factor|catalogue).*\n/gm, '');
    fs.writeFileSync(site.conf, `${others}second_factor = ${of}\n`);
  }

  async function setUp(token) {
    const { json, text, status } = await site.post('/users/me/totp', undefined, { token });
    assert.equal(status, 200, text);
    const confirm = () => site.post('/users/me/totp/confirm', { code: totp(json.secret, -1) }, { token });
    let on = await confirm();
    if (on.status === 400) on = await confirm(); // a step has passed in between
    assert.equal(on.status, 200, on.text);
    return on.json.recovery_codes;
  }

  async function isHeldBack(token) {
    for (const where of mine) assertError(await site.get(where, { token }), 403, CODE);
    for (const where of atDoors) {
      const refused = await site.get(where, { token });
      assert.equal(refused.status, 403, `${where}: ${refused.text}`);
      assert.match(refused.text, /A second factor is a must here/);
    }
  }

  test('who has none sets it up first; keys from before wait for it', async () => {
    const { access_token: token, id } = await site.register('ann');
    const key = (await site.post('/users/me/tokens', { name: 'curl', scope: 'write' }, { token })).json.token;
    assert.equal((await site.get('/user/media', { token: key })).status, 200);
    demand('everyone');
    await isHeldBack(token);
    await isHeldBack(key);
    assertError(await site.get('/users/me', { token: key }), 403, CODE);
    const again = await site.post('/auth/login', { username: 'ann', password: PASSWORD });
    assert.equal(again.status, 200, again.text);
    assert.equal((await site.get('/users/me', { token })).json.second_factor, false);
    assert.equal((await site.get('/media', { token })).status, 200);
    assert.equal((await site.get('/server/features')).json.second_factor, 'everyone');
    await setUp(token);
    for (const where of mine) assert.equal((await site.get(where, { token })).status, 200, where);
    assert.equal((await site.get('/user/media', { token: key })).status, 200);
    assertError(await site.request('DELETE', '/users/me/totp', { token }), 409, 'conflict');
    assert.equal((await site.get(`/users/${id}`, { token })).json.second_factor, true);
  });

  test('every call of the documents waits for it', async () => {
    demand('optional');
    const { access_token: token } = await site.register('eve');
    const key = (await site.post('/users/me/tokens', { name: 'curl', scope: 'write' }, { token })).json.token;
    demand('everyone\ncatalogue = private');
    for (const { method, template } of waiting) {
      const where = Object.entries(PARTS).reduce((text, [name, value]) => text.replace(name, value), template);
      const body = method === 'GET' ? undefined : {};
      const refused = await site.request(method, where, { body, token: key });
      assert.equal(refused.status, 403, `${method} ${where}: ${refused.text}`);
      assert.match(refused.text, /A second factor is a must here/);
    }
    assert.ok(waiting.length > 200, `${waiting.length} calls`);
  });

  test('of admins alone, members go on', async () => {
    demand('optional');
    const { access_token: token } = await site.register('ben');
    demand('admins');
    assert.equal((await site.get('/user/media', { token })).status, 200);
    demand('everyone');
    await isHeldBack(token);
  });

  test('a browser without a script is led to the form', async () => {
    demand('everyone');
    const { access_token: token } = await site.register('cay');
    const page = await site.get('/user/media', { token, headers: BROWSER });
    assert.equal(page.status, 403);
    const link = /href="([^"]*\/users(?:\.cgi)?\/me\/totp)"/.exec(page.text);
    assert.ok(link, page.text);
    const form = await site.get('/users/me/totp', { token, headers: BROWSER });
    assert.equal(form.status, 200, form.text);
    assert.match(form.text, /method="post"/);
  });

  test('whose the shell takes off sets up another', async () => {
    demand('everyone');
    const { access_token: token } = await site.register('dee');
    await setUp(token);
    const { status, stderr } = spawnSync(path.join(programs, 'server.cgi'), ['--drop-factor', 'dee'], {
      env: { ...process.env, VITRINE_CONF: site.conf },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    const { json } = await site.post('/auth/login', { username: 'dee', password: PASSWORD });
    await isHeldBack(json.access_token);
    await setUp(json.access_token);
    assert.equal((await site.get('/user/media', { token: json.access_token })).status, 200);
  });
}

everywhere('a second factor that is a must', tests, { settings: { rate_limit_address: 1000 } });
