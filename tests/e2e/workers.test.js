// What only a process that stays can do wrong: grow, keep an old database open, die.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { DEADLINE, cgi, everywhere, workFolder, toText } = require('./harness');

const only = ({ mode }) => mode === 'fcgi';
const JSON_BODY = (body) => ({
  REQUEST_METHOD: 'POST',
  CONTENT_TYPE: 'application/json',
  CONTENT_LENGTH: String(Buffer.byteLength(body)),
});

// Memory of its own, without the pages of files that are mapped.
const memoryOf = (pid) => Number(/RssAnon:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);

everywhere(
  'workers',
  (site) => {
    test('memory stays flat, and the workers stay', async () => {
      const { access_token: token } = await site.register('ann');
      const item = (await site.post('/media', { type: 'BOOK', title: 'Item', metadata: { a: [1, 2, 3] } }, { token }))
        .json;
      const entry = (await site.post('/user/media', { media_id: item.id }, { token })).json;
      // One after the other: mod_fcgid makes whoever finds all workers busy wait a second.
      const round = [
        () => site.get('/media?q=item&page_size=5'),
        () => site.get(`/media/${item.id}`, { token }),
        () => site.get('/media/nothing'),
        () => site.post('/media', { type: 'X', title: '' }, { token }),
        () => site.post('/media', '{"a":', { token, headers: { 'Content-Type': 'application/json' } }),
        () => site.request('PATCH', `/media/${item.id}`, { token, body: { description: 'x'.repeat(15000) } }),
        () => site.get('/user/media', { token }),
        () => site.request('PATCH', `/user/media/${entry.id}`, { token, body: { note: 'y'.repeat(5000) } }),
      ];
      const rounds = async (n) => {
        for (let i = 0; i < n; i++) {
          const statuses = [];
          for (const ask of round) statuses.push((await ask()).status);
          assert.deepEqual(statuses, [200, 200, 404, 400, 400, 200, 200, 200]);
        }
      };
      const measure = () =>
        new Map([...site.workers('media'), ...site.workers('usermedia')].map(({ pid }) => [pid, memoryOf(pid)]));

      await rounds(150);
      const start = measure();
      assert.ok(start.size >= 2, 'workers of two programs');
      await rounds(450);
      const end = measure();
      // 3,600 requests over a few workers: what grows by so little as 100 bytes a request shows.
      for (const [pid, kib] of start) {
        assert.ok(end.has(pid), `worker ${pid} is still there`);
        assert.ok(end.get(pid) <= kib + 64, `worker ${pid} grew from ${kib} to ${end.get(pid)} KiB`);
      }
    });

    test('a database that was replaced is noticed', async () => {
      const before = await site.get('/media?q=brought');
      assert.deepEqual(before.json.media, []);

      // Another installation, used by hand, whose database is then moved into place.
      const other = workFolder();
      const conf = path.join(other, 'vitrine.conf');
      fs.writeFileSync(conf, toText({ data_dir: path.join(other, 'data'), scrypt_log_n: 10, scrypt_p: 1 }));
      const account = JSON.stringify({ username: 'carol', password: 'correct horse battery' });
      const { json: carol } = cgi('auth', {
        conf,
        env: { ...JSON_BODY(account), PATH_INFO: '/register' },
        input: account,
      });
      const book = JSON.stringify({ type: 'BOOK', title: 'Brought from elsewhere' });
      const made = cgi('media', {
        conf,
        env: { ...JSON_BODY(book), HTTP_AUTHORIZATION: `Bearer ${carol.access_token}` },
        input: book,
      });
      assert.equal(made.status, 201, made.text);

      const name = '.ht.vitrine.db';
      assert.equal(fs.statSync(path.join(other, 'data', `${name}-wal`)).size, 0, 'closed in good order');
      const { uid, gid } = fs.statSync(path.join(site.data, name));
      const moved = path.join(site.data, 'incoming');
      fs.copyFileSync(path.join(other, 'data', name), moved);
      fs.chmodSync(moved, 0o600);
      fs.chownSync(moved, uid, gid);
      for (const rest of ['-wal', '-shm']) fs.rmSync(path.join(site.data, name + rest), { force: true });
      fs.renameSync(moved, path.join(site.data, name));
      fs.rmSync(other, { recursive: true });

      // Every worker sees it: more requests at once than there are workers.
      const answers = await Promise.all(Array.from({ length: 32 }, () => site.get('/media?q=brought')));
      for (const answer of answers) {
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.json.total, 1);
      }
      // And they write to it.
      const login = await site.post('/auth/login', { username: 'carol', password: 'correct horse battery' });
      assert.equal(login.status, 200, login.text);
      const token = login.json.access_token;
      assert.equal((await site.post('/media', { type: 'BOOK', title: 'Brought later' }, { token })).status, 201);
      assert.equal((await site.get('/media?q=brought')).json.total, 2);
    });
  },
  { only },
);

everywhere(
  'dying workers',
  (site) => {
    test('are replaced', async () => {
      await site.get('/media');
      const old = site.workers('media').map(({ pid }) => pid);
      assert.ok(old.length > 0);
      for (const pid of old) process.kill(pid, 'SIGKILL');
      // The server notices by itself; how many requests it costs is its own affair, but it may not be many.
      const until = Date.now() + DEADLINE;
      let answer;
      do answer = await site.get('/media');
      while (answer.status !== 200 && Date.now() < until);
      assert.equal(answer.status, 200);
      assert.ok(site.workers('media').some(({ pid }) => !old.includes(pid)));
    });
  },
  { only, killed: true },
);
