// The doctor behind real servers: each fault is set up, what the doctor says is done literally, and all is well again.
// What takes a web server as hosts have it is in doctor-hosts.test.js; the command is in doctor-shell.test.js.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Site, assertError, combinations, folder: shipped, inMemory, workFolder } = require('./harness');
const { heals, parse } = require('./remedies');

const sh = (command, options = {}) => {
  const result = spawnSync('sh', ['-ec', command], { encoding: 'utf8', ...options });
  assert.equal(result.status, 0, `${command}\n${result.stderr}`);
};

for (const combination of combinations) {
  describe(`the doctor (${combination.server}, ${combination.mode})`, () => {
    const work = workFolder();
    const folder = path.join(work, 'site');
    fs.cpSync(shipped, folder, { recursive: true });
    const site = new Site({ ...combination, folder });
    const here = { shell: (command) => sh(command), file: (name) => name };
    let token;
    before(() => site.start());
    after(async () => {
      await site.stop();
      fs.rmSync(work, { recursive: true, force: true });
    });
    const examine = async (headers = {}) => {
      const answer = await site.get('/server/doctor', { token, headers });
      assert.equal(answer.status, 200, answer.text);
      return answer.json.checks;
    };
    const states = (checks) => Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    const setting = (line) => fs.appendFileSync(site.conf, `${line}\n`);

    test('is for anybody while nobody has an account, then for admins', async () => {
      assert.equal((await site.get('/server/features')).json.has_accounts, false);
      await examine();
      ({ access_token: token } = await site.register('ann'));
      const { access_token: other } = await site.register('ben');
      assert.equal((await site.get('/server/features')).json.has_accounts, true);
      assertError(await site.get('/server/doctor'), 401, 'auth_failed');
      assertError(await site.get('/server/doctor', { token: other }), 403, 'forbidden');
      await examine();
    });
    test('hashes that are too fast', () =>
      heals('password hashing', { state: 'warning', found: /only \d+ ms/ }, examine, here));
    test('finds nothing else here', async () => {
      const checks = await examine();
      for (const { name, state, found } of checks) {
        assert.equal(state, name === 'file system' && inMemory ? 'warning' : 'ok', name);
        assert.match(found, /^[A-Z0-9/].*\.$/, name);
      }
      const { bavail, bsize } = fs.statfsSync(site.data);
      const unit = bavail * bsize < 10 * 2 ** 30 ? /^\d+ MiB/ : /^[\d.]+ GiB/;
      assert.match(checks.find(({ name }) => name === 'free space').found, unit);
    });
    test('of several at once none hangs', async () => {
      for (const checks of await Promise.all([examine(), examine(), examine(), examine()]))
        assert.ok(!checks.some(({ state }) => state === 'broken'), JSON.stringify(checks));
    });
    test('leaves nothing', () => {
      assert.ok(!fs.existsSync(path.join(site.data, '.ht.doctor')));
    });

    test('a data folder that others may look into', async () => {
      fs.chmodSync(site.data, 0o755);
      await heals('data folder', { state: 'warning', found: /can look into/ }, examine, here);
    });
    test('a program that is not executable', async () => {
      fs.chmodSync(path.join(folder, 'cgi-bin/reviews.cgi'), 0o644);
      await heals('programs', { found: /reviews\.cgi: Permission denied/ }, examine, here);
    });
    test('a proxy that is not believed', () =>
      heals(
        'proxies',
        { state: 'warning', found: /isn't believed/ },
        () => examine({ 'X-Forwarded-For': '192.0.2.1' }),
        here,
      ));
    test('and one more that says so in another way', () =>
      heals(
        'proxies',
        { state: 'warning', found: /isn't believed/ },
        async () => {
          if (!fs.readFileSync(site.conf, 'utf8').includes('10.0.0.0')) setting('trusted_proxies = 10.0.0.0/8');
          return examine({ Forwarded: 'for=192.0.2.1' });
        },
        here,
      ));
    test('a program for mail that is not there', async () => {
      setting(`sendmail = ${work}/nothing`);
      const mail = (await examine()).find(({ name }) => name === 'mail');
      assert.equal(mail.state, 'broken');
      assert.match(mail.found, /isn't there/);
      fs.appendFileSync(site.conf, `${mail.remedy}\n`);
      assert.notEqual((await examine()).find(({ name }) => name === 'mail').state, 'broken');
    });
    test('one that can not be started, and no address to put into a mail', async () => {
      fs.writeFileSync(path.join(work, 'sendmail'), '#!/bin/sh\n');
      setting(`sendmail = ${work}/sendmail`);
      const mail = (await examine()).find(({ name }) => name === 'mail');
      assert.equal(mail.state, 'broken');
      assert.match(mail.found, /Permission denied/);
      sh(mail.remedy);
      await heals('mail', { state: 'warning', found: /base_url/ }, examine, here);
    });
    test('TLS that ends in front', async () => {
      setting('base_url =');
      const host = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'books.example' };
      await heals('https', { state: 'warning', found: /ends in front/ }, () => examine(host), here);
      assert.match(fs.readFileSync(site.conf, 'utf8'), /^base_url = https:\/\/books\.example$/m);
      for (const name of ['PATH_INFO', 'short addresses', 'Authorization'])
        assert.equal(states(await examine())[name], 'ok', `${name} is still looked at`);
    });

    test('passwords that travel in the clear', async () => {
      setting('base_url =');
      const far = { 'X-Forwarded-For': '192.0.2.1', Host: 'books.example' };
      await heals('https', { state: 'warning', found: /in the clear/ }, () => examine(far), here);
      assert.match(
        fs.readFileSync(site.conf, 'utf8'),
        /base_url =\n# in [^\n]*\nbase_url = https:\/\/books\.example\n$/,
      );
    });

    test("a shell sees the same, and leaves nothing that is not the web server's", async () => {
      setting(`base_url = ${site.address}`);
      const { status, stdout, stderr } = spawnSync(path.join(folder, 'cgi-bin/server.cgi'), ['--doctor'], {
        encoding: 'utf8',
        env: { VITRINE_CONF: site.conf },
      });
      const checks = states(parse(stdout));
      assert.equal(stderr, '');
      assert.equal(status, 0);
      for (const name of [
        'settings',
        'data folder',
        'data not served',
        'database',
        'PATH_INFO',
        'short addresses',
        'Authorization',
        'programs',
      ])
        assert.equal(checks[name], 'ok', `${name}: ${stdout}`);
      assert.doesNotMatch(stdout, /Looked at by/);
      const owners = fs.readdirSync(site.data).map((name) => fs.statSync(path.join(site.data, name)).uid);
      assert.deepEqual([...new Set(owners)], [fs.statSync(site.data).uid]);
    });
  });
}
