// Nothing is lost: servers that are killed, crowds, backups of a running installation. (In process, with many more
// rounds: tests/http/test_durable.c.)
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Site, combinations, everywhere, programs, workFolder } = require('./harness');

const CROWD_SECONDS = Number(process.env.CROWD_SECONDS || 2); // 60 for the design's minute
const CROWD = 32;

const book = (title) => ({ type: 'BOOK', title });

// A command of a program, as a shell runs it.
const command = (site, ...args) =>
  spawnSync(path.join(programs, 'server.cgi'), args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, VITRINE_CONF: site.conf },
  });

for (const combination of combinations)
  describe(`a server that is killed (${combination.server}, ${combination.mode})`, () => {
    const work = workFolder();
    after(() => fs.rmSync(work, { recursive: true, force: true }));
    const start = async () => {
      const site = new Site({ ...combination, killed: true });
      site.data = path.join(work, 'data');
      return site.start();
    };

    test('keeps what was answered', async () => {
      const ids = [];
      let token;
      for (let round = 0; round < 4; round++) {
        const site = await start();
        token ??= (await site.register('ann')).access_token;
        for (const id of ids)
          assert.equal((await site.get(`/media/${id}`)).status, 200, 'a title that was answered with 201');
        let dead = false;
        const enough = ids.length + 5 + 3 * round;
        const write = async () => {
          while (!dead) {
            const answer = await site.post('/media', book('Kept'), { token }).catch(() => null);
            if (answer?.status === 201) ids.push(answer.json.id);
            if (ids.length >= enough && !dead) {
              dead = true;
              for (const { pid } of site.processes())
                try {
                  process.kill(pid, 'SIGKILL');
                } catch (error) {
                  assert.equal(error.code, 'ESRCH'); // it has ended since
                }
            }
          }
        };
        await Promise.all(Array.from({ length: 4 }, write));
        await site.ended;
        await site.stop();
      }
      const backup = path.join(work, 'backup');
      const site = await start();
      assert.ok((await site.get('/media?q=kept')).json.total >= ids.length);
      assert.equal(command(site, '--backup', backup).status, 0);
      assert.equal(command(site, '--restore', backup).stderr, '', 'which looks whether it is whole');
      await site.stop();
    });
  });

everywhere('a crowd', (site) => {
  test(`of ${CROWD} writers and ${CROWD} readers loses nothing and counts right`, async () => {
    const { access_token: token } = await site.register('ann');
    const until = Date.now() + CROWD_SECONDS * 1000;
    let written = 0;
    const write = async () => {
      do {
        const answer = await site.post('/media', book('Crowded'), { token });
        assert.equal(answer.status, 201, answer.text);
        written++;
      } while (Date.now() < until);
    };
    const read = async () => {
      let seen = 0;
      do {
        const least = written;
        const answer = await site.get('/media?q=crowded&page_size=1');
        assert.equal(answer.status, 200, answer.text);
        assert.ok(answer.json.total >= Math.max(seen, least), 'what was there, and what was answered before we asked');
        seen = answer.json.total;
      } while (Date.now() < until);
    };
    await Promise.all([...Array.from({ length: CROWD }, write), ...Array.from({ length: CROWD }, read)]);
    assert.equal((await site.get('/media')).json.total, written);
  });
});

everywhere('a backup', (site) => {
  let token;
  before(async () => {
    token = (await site.register('ann')).access_token;
  });

  test('is made and restored while the server runs', async () => {
    const file = path.join(site.work, 'backup');
    await site.post('/media', book('Before'), { token });
    const made = command(site, '--backup', file);
    assert.deepEqual([made.status, made.stderr], [0, '']);
    assert.match(made.stdout, /^.*\/backup: \d+\.\d MiB, accounts: 1, titles: 1\n$/);
    await site.post('/media', book('After'), { token });
    const again = command(site, '--backup', file);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /exists/);
    const restored = command(site, '--restore', file);
    assert.deepEqual([restored.status, restored.stderr], [0, '']);
    for (const answer of await Promise.all(Array.from({ length: 16 }, () => site.get('/media'))))
      assert.deepEqual(
        answer.json.media.map(({ title }) => title),
        ['Before'],
      );
    assert.equal(
      (await site.post('/media', book('Later'), { token })).status,
      401,
      'what was revoked since may not be valid again',
    );
    ({ access_token: token } = (
      await site.post('/auth/login', { username: 'ann', password: 'correct horse battery' })
    ).json);
    assert.equal((await site.post('/media', book('Later'), { token })).status, 201);
  });

  // Apache makes arguments of a query without "=".
  test('is not what a query can ask for', async () => {
    const file = path.join(site.work, 'stolen');
    for (const query of [`--backup+${file}`, '--routes', '--nonsense'])
      for (const door of ['/server/version', '/cgi-bin/server.cgi/version']) {
        const answer = await site.get(`${door}?${query}`);
        assert.equal(answer.status, 200, answer.text);
        assert.ok(answer.json.version);
      }
    assert.ok(!fs.existsSync(file));
  });
});

test('a command that nobody knows says which there are', () => {
  for (const [args, status, where] of [
    [['--nonsense'], 2, 'stderr'],
    [[], 2, 'stderr'],
    [['--backup'], 2, 'stderr'],
    [['--help'], 0, 'stdout'],
  ]) {
    const result = command({ conf: '/nonexistent' }, ...args);
    assert.equal(result.status, status);
    assert.match(result[where], /^usage: /);
    for (const name of [
      '--backup FILE',
      '--restore FILE',
      '--drop-factor NAME',
      '--copy',
      '--doctor',
      '--routes',
      '--help',
    ])
      assert.match(result[where], new RegExp(`^  ${name}  +[a-z].{10,}$`, 'm'));
    assert.ok(!result[where].includes('--copy-apart'), 'what a request starts is nobody’s command');
  }
});

test('a command that only the server has is none of the others', () => {
  const users = (...args) => spawnSync(path.join(programs, 'users.cgi'), args, { encoding: 'utf8', env: {} });
  const help = users('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /^ {2}--backup FILE /m);
  assert.doesNotMatch(help.stdout, /--copy|--doctor/);
  for (const name of ['--copy', '--copy-apart', '--doctor'])
    assert.deepEqual([users(name).status, users(name).stderr], [2, help.stdout]);
});
