// What is noted for admins: counted where it was refused, there after a restoration, and with `log_events` a line of
// the web server's error log.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { everywhere } = require('./harness');

// Each line of the error log that is an event, as JSON. Apache puts its own words before a line, and \ before a quote.
const logged = (site) =>
  fs
    .readFileSync(site.log, 'utf8')
    .split('\n')
    .filter((line) => /Z vitrine \[[0-9a-f-]{36}\] event \{/.test(line))
    .map((line) => JSON.parse(/event (\{.*\})/.exec(line)[1].replaceAll('\\"', '"')));

function tests(site) {
  let admin, member;
  const events = async () => {
    const answer = await site.get('/server/audit?page_size=100', { token: admin });
    assert.equal(answer.status, 200, answer.text);
    return answer.json.events;
  };

  test('is in the error log of the web server, word for word', async () => {
    admin = (await site.register('ann')).access_token;
    member = (await site.register('ben')).access_token;
    await site.post('/auth/login', { username: 'ben', password: 'wrong horse battery' });
    const told = await events();
    assert.deepEqual(
      told.map(({ event }) => event),
      ['sign_in_failed', 'signed_in', 'registered', 'signed_in', 'registered'],
    );
    assert.deepEqual(logged(site), told.toReversed());
  });

  test('has what was refused, once with its number', async () => {
    for (const where of ['/users', '/server/audit', '/server/copies'])
      assert.equal((await site.get(where, { token: member })).status, 403, where);
    const [latest] = await events();
    assert.equal(latest.event, 'access_refused');
    assert.equal(latest.user.username, 'ben');
    assert.equal(latest.about, '3 times, last GET /server');
    assert.equal(logged(site).filter(({ event }) => event === 'access_refused').length, 1);
  });

  test('is there after a restoration, which is noted itself', async () => {
    const copy = await site.post('/server/copies', {}, { token: admin });
    assert.equal(copy.status, 201, copy.text);
    await site.register('eve');
    const before = await events();
    const restored = await site.post(`/server/copies/${copy.json.day}/restore`, {}, { token: admin });
    assert.equal(restored.status, 200, restored.text);
    admin = (await site.post('/auth/login', { username: 'ann', password: 'correct horse battery' })).json.access_token;
    const after = await events();
    assert.deepEqual(after.slice(2), before);
    assert.deepEqual(
      after.slice(0, 2).map(({ event }) => event),
      ['signed_in', 'restored'],
    );
    assert.equal((await site.get('/users', { token: admin })).json.total, 2);
    assert.deepEqual(logged(site).at(-2), after[1]);
  });
}

everywhere('the log of events', tests, { settings: { log_events: 'yes' } });
