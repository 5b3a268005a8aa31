// A lost password, by mail and by an admin's link, behind real servers: the mail is handed to a program on its own, no
// matter which server runs ours, and no answer waits for it.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { assertError, deadline, everywhere } = require('./harness');

// The program writes what it was given into a pipe named by the address: it hangs until the test reads.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-mail-'));
const sendmail = path.join(folder, 'sendmail');
fs.chmodSync(folder, 0o755);
fs.writeFileSync(sendmail, `#!/bin/sh\n{ printf '%s ' "$@"; echo; cat; } > "${folder}/$5"\n`, { mode: 0o755 });
after(() => fs.rmSync(folder, { recursive: true }));

function mailbox(address) {
  const pipe = path.join(folder, address);
  assert.equal(spawnSync('mkfifo', ['-m', '666', pipe]).status, 0);
  return async () => {
    const mail = await deadline(fs.promises.readFile(pipe, 'utf8'), `mail to ${address}`);
    fs.rmSync(pipe);
    return mail;
  };
}

function tests(site) {
  test('a link is mailed while the answer is long there', async () => {
    const ann = await site.register('ann', { email: 'ann@example.com' });
    const mailed = mailbox('ann@example.com');
    const known = await site.post('/auth/password-reset', { email: 'Ann@example.com' });
    const unknown = await site.post('/auth/password-reset', { email: 'nobody@example.com' });
    assert.equal(known.status, 202);
    assert.equal(unknown.status, 202);
    assert.equal(unknown.text, known.text);
    const mail = await mailed();
    assert.match(
      mail,
      /^-i -f vitrine@films\.example -- ann@example\.com \nFrom: .*\nTo: <ann@example\.com>\nSubject: /,
    );
    const [, token] = /^https:\/\/films\.example\/reset\.html\?token=([0-9a-f]{64})$/m.exec(mail);
    const hint = await site.get(`/auth/password-reset/${token}`);
    assert.deepEqual(hint.json, { valid: true, email: 'a…@example.com' });
    const used = await site.post(`/cgi-bin/auth.cgi/password-reset/${token}/`, { password: 'another horse battery' });
    assert.equal(used.status, 200, used.text);
    assert.equal(used.json.id, ann.id);
    assertError(await site.get('/users/me', { token: ann.access_token }), 401, 'auth_failed');
    assertError(await site.get(`/auth/password-reset/${token}`), 404, 'not_found');
    assertError(
      await site.post(`/auth/password-reset/${token}`, { password: 'a third horse battery' }),
      404,
      'not_found',
    );
    assert.equal((await site.post('/auth/login', { username: 'ann', password: 'another horse battery' })).status, 200);
  });

  test('a program that fails is in the log, and nobody sees it from outside', async () => {
    await site.register('bea', { email: 'bea@example.com' });
    fs.mkdirSync(path.join(folder, 'bea@example.com'), { recursive: true }); // can't be written to
    const answer = await site.post('/auth/password-reset', { email: 'bea@example.com' });
    assert.equal(answer.status, 202);
    const line = new RegExp(
      `\\[${answer.headers['x-request-id']}\\] auth: no mail was sent: .*/sendmail ended with \\d`,
    );
    const logged = new Promise((resolve) => {
      const look = () => line.test(fs.readFileSync(site.log, 'utf8')) && resolve(watcher.close());
      const watcher = fs.watch(site.log, look);
      look();
    });
    await deadline(logged, 'the line in the log');
    assert.doesNotMatch(fs.readFileSync(site.log, 'utf8'), /bea@example/);
  });

  test('an admin hands over a link', async () => {
    const {
      json: { access_token: admin },
    } = await site.post('/auth/login', { username: 'ann', password: 'another horse battery' });
    const cora = await site.register('cora');
    const made = await site.post(`/users/${cora.id}/password-reset`, undefined, {
      token: admin,
      headers: { Host: 'evil.example' },
    });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.reset_link, `https://films.example/reset.html?token=${made.json.reset_token}`);
    assertError(
      await site.post(`/users/${cora.id}/password-reset`, undefined, { token: cora.access_token }),
      403,
      'forbidden',
    );
    const used = await site.post(`/auth/password-reset/${made.json.reset_token}`, {
      password: 'another horse battery',
    });
    assert.equal(used.json.username, 'cora');
  });
}

everywhere('recovery', tests, { settings: { sendmail, base_url: 'https://films.example' } });
