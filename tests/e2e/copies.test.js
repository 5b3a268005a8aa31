// Daily copies, by real servers: who calls first starts one and doesn't wait for it, one of many does, whoever was
// killed at it is in nobody's way, and one is brought back.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { DEADLINE, Site, client, combinations, folder: shipped, workFolder } = require('./harness');

const DAY = 24 * 3600;
const HOUR = 3600;

async function until(holds, what) {
  const given = Date.now() + DEADLINE / 2;
  while (!(await holds())) {
    assert.ok(Date.now() < given, `waited for ${what}`);
    await new Promise(setImmediate);
  }
}

// A release whose server.cgi notes each start; what makes the copy waits at a gate while there is one.
function noted(work) {
  const folder = path.join(work, 'site');
  const real = path.join(folder, 'cgi-bin/server-real.cgi');
  const script = path.join(folder, 'cgi-bin/server.cgi');
  fs.cpSync(shipped, folder, { recursive: true });
  fs.renameSync(script, real);
  fs.writeFileSync(
    script,
    `#!/bin/sh\nif [ "$1" = --copy-apart ]; then\n\techo >>'${work}/starts'\n\tif [ -p '${work}/gate' ]; then\n` +
      `\t\t(read open <'${work}/gate'; exec '${real}' --copy) &\n\t\texit\n\tfi\nfi\nexec '${real}' "$@"\n`,
    { mode: 0o755 },
  );
  fs.writeFileSync(path.join(work, 'starts'), '');
  fs.chmodSync(path.join(work, 'starts'), 0o666);
  return folder;
}

for (const combination of combinations)
  describe(`daily copies (${combination.server}, ${combination.mode})`, () => {
    const work = workFolder();
    const site = new Site({ ...combination, folder: noted(work), settings: { daily_copies: 1 } });
    const today = () => new Date().toISOString().slice(0, 10);
    const file = (name) => path.join(site.data, name);
    const copyOf = (day) => file(`.ht.copy.${day}.db`);
    const starts = () => fs.readFileSync(path.join(work, 'starts'), 'utf8').length;
    const age = (seconds) => {
      const at = Date.now() / 1000 - seconds;
      fs.utimesSync(file('.ht.copies'), at, at);
    };
    const done = () => fs.existsSync(copyOf(today())) && !fs.existsSync(file('.ht.copies.failed'));
    const call = async (where = '/media') => assert.equal((await site.get(where)).status, 200);
    let admin;
    before(async () => {
      await site.start();
      admin = client(site, (await site.register('ann')).access_token);
    });
    after(async () => {
      await site.stop();
      fs.rmSync(work, { recursive: true, force: true });
    });

    test('a new installation has a day until its first', async () => {
      await call();
      await call();
      const { size, mode, mtimeMs } = fs.statSync(file('.ht.copies'));
      assert.equal(size, 0);
      assert.equal(mode & 0o777, 0o600);
      assert.ok(Math.abs(Date.now() - mtimeMs) < HOUR * 1000);
      age(DAY - 600);
      await call();
      assert.equal(starts(), 0);
      assert.deepEqual((await admin.get(200, '/server/copies')).copies, []);
    });

    test('who calls first has the answer while it is being made', async () => {
      const gate = path.join(work, 'gate');
      execFileSync('mkfifo', ['-m', '666', gate]);
      fs.writeFileSync(copyOf('2020-01-01'), 'of no use any more');
      age(DAY);
      await call();
      await call(); // an hour has not passed
      await until(() => starts() === 1, 'the start');
      assert.equal(fs.readFileSync(file('.ht.copies.failed'), 'utf8'), 'it was begun, and did not end');
      fs.writeFileSync(gate, 'open\n');
      fs.unlinkSync(gate);
      await until(done, 'the copy');
      assert.equal(fs.statSync(copyOf(today())).mode & 0o777, 0o600);
      assert.ok(!fs.existsSync(copyOf('2020-01-01')));
      assert.equal(fs.statSync(file('.ht.copies')).size, 0);
      const { copies } = await admin.get(200, '/server/copies');
      assert.deepEqual(
        copies.map(({ day, size }) => [day, size]),
        [[today(), fs.statSync(copyOf(today())).size]],
      );
      assert.equal(starts(), 1);
    });

    test('many at once make one', async () => {
      fs.unlinkSync(copyOf(today()));
      age(DAY);
      await Promise.all(Array.from({ length: 12 }, () => call()));
      await until(done, 'the copy');
      assert.equal(starts(), 2);
      await until(() => !site.processes().some(({ command }) => command.includes('--copy')), 'its end');
    });

    test('no process is left behind by workers', () => {
      const stat = (pid) => {
        try {
          return fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
        } catch {
          return '';
        }
      };
      const workers = site.processes().map(({ pid }) => pid);
      for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        const [, state, parent] = /\) (\S) (\d+)/.exec(stat(pid)) ?? [];
        assert.ok(!(state === 'Z' && workers.includes(Number(parent))), `${pid} of ${parent}`);
      }
    });

    test('whoever was killed at it is in nobody’s way', async () => {
      fs.unlinkSync(copyOf(today()));
      fs.writeFileSync(file('.ht.copying.killed'), 'half');
      fs.writeFileSync(file('.ht.copying.killed-journal'), 'half');
      fs.writeFileSync(file('.ht.copies.failed'), 'it was begun, and did not end');
      fs.truncateSync(file('.ht.copies'), 1);
      age(HOUR - 600);
      await call();
      assert.equal(starts(), 2);
      age(HOUR);
      await call();
      await until(done, 'the copy');
      assert.ok(!fs.readdirSync(site.data).some((name) => name.startsWith('.ht.copying.')));
      await until(
        () => fs.readFileSync(site.log, 'utf8').includes('daily copy: it was begun, and did not end'),
        'a line',
      );
    });

    test('killed anywhere, the one that was there stays whole', { timeout: DEADLINE }, async () => {
      const server = path.join(site.folder, 'cgi-bin/server-real.cgi');
      const env = { VITRINE_CONF: site.conf };
      for (let round = 0; round < 20; round++) {
        const child = spawn(server, ['--copy'], { env, stdio: 'ignore' });
        const ended = new Promise((resolve) => child.on('exit', resolve));
        const given = process.hrtime.bigint() + BigInt(round * 400000);
        await until(() => process.hrtime.bigint() > given, 'the moment');
        child.kill('SIGKILL');
        await ended;
        const { copies } = await admin.get(200, '/server/copies');
        assert.equal(copies.length, 1);
      }
      const made = spawnSync(server, ['--copy'], { env, encoding: 'utf8' });
      assert.equal(made.status, 0, made.stderr);
      assert.equal(made.stdout, 'The copy of today is in the data folder.\n');
      assert.ok(!fs.readdirSync(site.data).some((name) => name.startsWith('.ht.copying.')));
    });

    test('what cannot be done is told by the next request, once', async () => {
      const line = 'daily copy: no room';
      const lines = () => fs.readFileSync(site.log, 'utf8').split(line).length - 1;
      fs.writeFileSync(file('.ht.copies.failed'), 'no room for it');
      fs.truncateSync(file('.ht.copies'), 3);
      await call();
      await call();
      await until(() => lines() === 1, 'the line');
      const { checks } = await admin.get(200, '/server/doctor');
      assert.match(checks.find(({ name }) => name === 'daily copies').found, /The last one failed: no room for it\.$/);
      assert.equal(lines(), 1);
    });

    test('one is made by hand, downloaded, restored and deleted', async () => {
      const book = (title) => admin.post(201, '/media', { type: 'BOOK', title });
      await book('Before');
      const made = await admin.post(201, '/server/copies');
      assert.equal(made.day, today());
      assert.ok(!fs.existsSync(file('.ht.copies.failed')));
      const { bytes } = await site.get(`/server/copies/${today()}`, { token: admin.token });
      assert.equal(bytes.length, made.size);
      assert.equal(bytes.subarray(0, 15).toString(), 'SQLite format 3');
      await book('After');
      fs.writeFileSync(copyOf('2020-01-02'), 'no database');
      await admin.post(409, '/server/copies/2020-01-02/restore');
      await admin.delete(204, '/server/copies/2020-01-02');
      const answer = await admin.post(200, `/server/copies/${today()}/restore`);
      assert.deepEqual(answer, { restored: true, accounts: 1, titles: 1 });
      const signedIn = await site.post('/auth/login', { username: 'ann', password: 'correct horse battery' });
      admin = client(site, signedIn.json.access_token);
      const { copies } = await admin.get(200, '/server/copies');
      const before = copies.map(({ day }) => day).find((day) => day.startsWith(`before-restore-${today()}T`));
      assert.deepEqual(copies.map(({ day }) => day).sort(), [today(), before].sort());
      const { events } = await admin.get(200, '/server/audit');
      assert.ok(events.some(({ event, about }) => event === 'restored' && about === today()));
      assert.equal((await admin.post(200, `/server/copies/${before}/restore`)).titles, 2);
      const again = await site.post('/auth/login', { username: 'ann', password: 'correct horse battery' });
      admin = client(site, again.json.access_token);
      await admin.delete(204, `/server/copies/${before}`);
      await admin.delete(404, `/server/copies/${before}`);
    });

    test('all that is left of a removal is no copy', async () => {
      await admin.delete(204, '/server/data');
      await site.get('/media');
      const left = fs.existsSync(site.data) ? fs.readdirSync(site.data) : [];
      assert.ok(!left.some((name) => name.startsWith('.ht.cop')), left.join(' '));
    });
  });
