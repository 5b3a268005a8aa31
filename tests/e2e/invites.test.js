// Invitations behind each server: by every style of address, with and without a script; and what admins are told of it.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { before, test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const BROWSER = { Accept: 'text/html,*/*;q=0.8' };

function tests(site) {
  let token;
  const ways = { short: '/invites', plain: '/cgi-bin/users.cgi/invites' };
  const join = (username, invite) =>
    site.post('/auth/register', { username, password: 'correct horse battery', ...(invite ? { invite } : {}) });
  const invite = async (where = '/invites') => {
    const answer = await site.post(where, { note: 'Ann' }, { token });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };

  before(async () => {
    token = (await site.register('ann')).access_token;
  });

  test('the first account needs none, the next ones do', async () => {
    assertError(await join('ben'), 403, 'forbidden');
    const features = await site.get('/server/features', { token });
    assert.equal(features.json.registration, 'invite');
    assert.equal(features.json.may_invite, true);
    assert.equal('may_invite' in (await site.get('/server/features')).json, false);
  });

  for (const [style, where] of Object.entries(ways))
    test(`a link is made, listed, used once and taken back by ${style} addresses`, async () => {
      const one = await invite(where);
      assert.match(one.link, new RegExp(`^register\\.html\\?invite=${one.token}$`));
      const listed = (await site.get(where, { token })).json.invites;
      assert.deepEqual(
        listed.map(({ id, note }) => [id, note]),
        [[one.id, 'Ann']],
      );
      assert.equal((await site.get(`/${one.link}`, { headers: BROWSER })).status, 200);
      assert.equal((await join(`ben-${style}`, one.token)).status, 201);
      assertError(await join(`cay-${style}`, one.token), 403, 'forbidden');
      const two = await invite(where);
      assert.equal((await site.request('DELETE', `${where}/${two.id}`, { token })).status, 204);
      assertError(await join(`cay-${style}`, two.token), 403, 'forbidden');
    });

  test('without a script the page that the link opens is enough', async () => {
    const one = await invite();
    const send = (fields) =>
      site.post('/cgi-bin/auth.cgi/register', new URLSearchParams(fields).toString(), {
        headers: {
          ...BROWSER,
          'Content-Type': 'application/x-www-form-urlencoded',
          'Sec-Fetch-Site': 'same-origin',
          Referer: `${site.address}${site.base}/${one.link}`,
        },
      });
    const short = await send({ username: 'dee', password: 'short' });
    assert.equal(short.status, 400);
    assert.ok(short.text.includes(`value="${one.token}"`), short.text);
    assert.equal((await send({ username: 'dee', password: 'correct horse battery' })).status, 303);
    assert.equal((await send({ username: 'eve', password: 'correct horse battery' })).status, 403);
  });

  test('admins are told who came in by whom, from where', async () => {
    const told = await site.get('/server/audit?event=registered&event=invite_made', { token });
    const [last] = told.json.events;
    assert.equal(last.event, 'registered');
    assert.equal(last.user.username, 'dee');
    assert.equal(last.about, 'invited by ann');
    assert.equal(last.address, '127.0.0.1');
    const page = await site.get('/cgi-bin/server.cgi/audit', { token, headers: BROWSER });
    assert.equal(page.status, 200);
    assert.match(page.text, /invited by ann/);
    assertError(await site.get('/server/audit'), 401, 'auth_failed');
  });

  test('no link is in the error log', async () => {
    const { token: secret } = await invite();
    await join('fay', `${secret}0`);
    assert.ok(!fs.existsSync(site.log) || !fs.readFileSync(site.log, 'utf8').includes(secret));
  });
}

everywhere('invites', tests, { settings: { registration: 'invite' } });
everywhere('invites', tests, { settings: { registration: 'invite' }, base: '/~ann/vitrine' });
