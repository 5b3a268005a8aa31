// A second factor behind real servers: turned on, wanted at every door, and taken off.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { sendPieces } = require('./backup');
const { assertError, everywhere, programs } = require('./harness');
const { totp } = require('./totp');

const PASSWORD = 'correct horse battery';

// On by the code of the step before this one; those of this one and the next are left.
async function turnOn(site, token) {
  const asked = await site.post('/users/me/totp', undefined, { token });
  assert.equal(asked.status, 200, asked.text);
  assert.match(asked.json.qr_svg, /^<svg .*<\/svg>$/s);
  assert.match(asked.json.otpauth_uri, new RegExp(`^otpauth://totp/Vitrine:.*[?]secret=${asked.json.secret}&`));
  const confirm = () => site.post('/users/me/totp/confirm', { code: totp(asked.json.secret, -1) }, { token });
  let on = await confirm();
  if (on.status === 400) on = await confirm(); // a step has passed in between
  assert.equal(on.status, 200, on.text);
  assert.equal(new Set(on.json.recovery_codes).size, 10);
  return { secret: asked.json.secret, codes: on.json.recovery_codes };
}

// How each door is signed in at, and what it answers without the code.
const doors = [
  ['/auth/login', {}, 401, (json) => json.error.code === 'second_factor_required'],
  ['/auth/token', { grant_type: 'password' }, 400, (json) => json.error === 'second_factor_required'],
  ['/mycoll/accounts/token', {}, 401, (json) => /code/.test(json.detail)],
  ['/kallaxy/auth/login', {}, 401, (json) => /code/.test(json.error)],
  ['/movieshelf/auth/login', { email: 'ann', username: undefined }, 401, (json) => /code/.test(JSON.stringify(json))],
  ['/booktracker/auth/token', {}, 401, (json) => /code/.test(json.detail)],
  ['/mediatracker/auth/login', {}, 401, (json) => /code/.test(json.error)],
];
const asForm = ['/auth/token', '/booktracker/auth/token'];

function tests(site) {
  let ann;

  test('it is wanted at every door, and taken there', async () => {
    ann = await site.register('ann');
    const { secret, codes } = await turnOn(site, ann.access_token);
    const signIn = (where, more, code) => {
      const fields = JSON.parse(JSON.stringify({ username: 'ann', password: PASSWORD, ...more, code }));
      return asForm.includes(where)
        ? site.post(where, String(new URLSearchParams(fields)), {
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          })
        : site.post(where, fields);
    };
    for (const [index, [where, more, status, tells]] of doors.entries()) {
      const refused = await signIn(where, more);
      assert.equal(refused.status, status, `${where}: ${refused.text}`);
      assert.ok(tells(refused.json), refused.text);
      assert.equal(refused.headers['set-cookie'], undefined, where);
      const taken = await signIn(where, more, codes[index]);
      assert.ok([200, 201].includes(taken.status), `${where}: ${taken.text}`);
    }
    const code = totp(secret);
    assert.equal((await signIn('/auth/login', {}, code)).status, 200);
    assertError(await signIn('/auth/login', {}, code), 401, 'auth_failed');
  });

  test('of a code that two send at once one signs in', async () => {
    const { access_token: token } = await site.register('bea');
    const { codes } = await turnOn(site, token);
    const signIn = () => site.post('/auth/login', { username: 'bea', password: PASSWORD, code: codes[0] });
    const answers = await Promise.all([signIn(), signIn(), signIn(), signIn()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
    const { id } = answers.find(({ status }) => status === 200).json;
    const drop = () => site.request('DELETE', `/users/${id}/totp`, { token: ann.access_token });
    assert.equal((await drop()).status, 204, 'an admin takes it off');
    assertError(await drop(), 404, 'not_found');
  });

  test('new recovery codes take the place of the old ones', async () => {
    const { access_token: token } = await site.register('eli');
    const { codes } = await turnOn(site, token);
    const signIn = (code) => site.post('/auth/login', { username: 'eli', password: PASSWORD, code });
    const left = async () => (await site.get('/users/me', { token })).json.recovery_codes_left;
    assert.equal((await signIn(codes[0])).status, 200);
    assert.equal(await left(), 9);
    const renewed = await site.post('/users/me/totp/recovery-codes', undefined, { token });
    assert.equal(renewed.status, 200, renewed.text);
    assert.equal(renewed.headers['cache-control'], 'no-store');
    assert.equal(new Set([...renewed.json.recovery_codes, ...codes]).size, 20);
    assert.equal(await left(), 10);
    assertError(await signIn(codes[1]), 401, 'auth_failed');
    assert.equal((await signIn(renewed.json.recovery_codes[9])).status, 200);
    assert.equal(await left(), 9);
  });

  test('a restored backup has it still', async () => {
    const { access_token: token } = await site.register('cay');
    const { secret, codes } = await turnOn(site, token);
    const signIn = (code) => site.post('/auth/login', { username: 'cay', password: PASSWORD, code });
    const backup = await site.get('/server/backup', { token: ann.access_token });
    assert.equal(backup.status, 200);
    assert.equal((await site.request('DELETE', '/users/me/totp', { token })).status, 204);
    assert.equal((await signIn()).status, 200);
    const restored = await sendPieces(site, backup.bytes, ann.access_token);
    assert.equal(restored.status, 200, restored.text);
    assertError(await signIn(), 401, 'second_factor_required');
    assert.equal((await signIn(totp(secret))).status, 200);
    assert.equal((await signIn(codes[9])).status, 200);
  });

  test('the only admin, who has lost it, has a shell', async () => {
    const { access_token: token } = await site.register('dee');
    await turnOn(site, token);
    const drop = (name) =>
      spawnSync(path.join(programs, 'server.cgi'), ['--drop-factor', name], {
        env: { ...process.env, VITRINE_CONF: site.conf },
        encoding: 'utf8',
      });
    const { status, stderr, stdout } = drop('Dee');
    assert.deepEqual([status, stderr, stdout], [0, '', 'dee: The second factor is off.\n']);
    assert.equal((await site.post('/auth/login', { username: 'dee', password: PASSWORD })).status, 200);
    for (const [name, why] of [
      ['dee', /dee has no second factor/],
      ['nobody', /nobody has this name/],
    ]) {
      const again = drop(name);
      assert.equal(again.status, 1);
      assert.match(again.stderr, why);
      assert.equal(again.stdout, '');
    }
  });
}

everywhere('a second factor', tests, { settings: { rate_limit_address: 1000 } });
