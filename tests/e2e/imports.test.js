// Imports behind each server: as files come by forms and programs, whoever goes on with them, and whatever dies.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const HEAD = 'title,type,year,status,rating,tags\n';
const films = (count, word = 'Film') =>
  HEAD + Array.from({ length: count }, (_, i) => `${word} ${i},MOVIE,2000,COMPLETED,3.5,old\n`).join('');
const CSV = { 'Content-Type': 'text/csv' };

function tests(site) {
  let names = 0;
  const member = async () => (await site.register(`mover${names++}`)).access_token;
  const made = ({ status, json, text }) => {
    assert.equal(status, 201, text);
    return json;
  };
  const upload = async (token, file, where = '/imports') => made(await site.post(where, file, { token, headers: CSV }));
  const step = async (token, id, run = false, where = '/imports') => {
    const { status, json, text } = await site.post(`${where}/${id}/steps`, { run }, { token });
    assert.equal(status, 200, text);
    return json;
  };
  const reach = async (token, id, state, run = false, where = '/imports') => {
    for (let i = 0; i < 500; i++) {
      const now = await step(token, id, run, where);
      if (now.state === state) return now;
      assert.notEqual(now.state, 'failed', now.message);
    }
    return assert.fail(`never ${state}`);
  };
  const shelf = async (token) => (await site.get('/user/media', { token })).json.total;

  for (const where of ['/imports', '/cgi-bin/imports.cgi'])
    test(`a file moves in, and out again, at ${where}`, async () => {
      const token = await member();
      const { id, state, format } = await upload(token, films(3, `At ${where.length}`), where);
      assert.deepEqual([state, format], ['reading', 'csv']);
      assert.equal((await reach(token, id, 'planned', false, where)).counts.new, 3);
      assert.equal(await shelf(token), 0);
      assert.equal((await reach(token, id, 'done', true, where)).counts.new, 3);
      assert.equal(await shelf(token), 3);
      const { json } = await site.get(`${where}/${id}/rows?outcome=new`, { token });
      assert.equal(json.total, 3);
      assert.equal((await site.get(`${where}/${id}/rows/2`, { token })).json.number, 2);
      const table = await site.get(`${where}/${id}/rows.csv`, { token });
      assert.equal(table.text.split('\r\n').length, 5);
      assertError(await site.request('PATCH', `${where}/${id}`, { token, body: { policy: 'keep' } }), 409, 'conflict');
      assertError(
        await site.request('PATCH', `${where}/${id}/rows/1`, { token, body: { new: true } }),
        409,
        'conflict',
      );
      assert.equal((await site.request('DELETE', `${where}/${id}`, { token })).status, 202);
      assert.deepEqual((await reach(token, id, 'undone', false, where)).kept, []);
      assert.equal(await shelf(token), 0);
      assert.equal((await site.request('DELETE', `${where}/${id}`, { token })).status, 204);
      assert.equal((await site.get(where, { token })).json.total, 0);
    });

  test('what is unclear is decided, and how it is meant is said', async () => {
    const token = await member();
    for (const year of ['1986', '1995'])
      made(await site.post('/movies', { title: `Heat ${names}`, release_date: year }, { token }));
    const { id } = await upload(token, `title,type\nHeat ${names},MOVIE\n`);
    const changed = await site.request('PATCH', `/imports/${id}`, { token, body: { policy: 'file' } });
    assert.equal(changed.json.options.policy, 'file');
    assert.equal((await reach(token, id, 'planned')).counts.unclear, 1);
    const { json } = await site.get(`/imports/${id}/rows?outcome=unclear`, { token });
    const { media_id } = json.rows[0].candidates[1];
    const chosen = await site.request('PATCH', `/imports/${id}/rows/1`, { token, body: { media_id } });
    assert.equal(chosen.json.outcome, 'matched', chosen.text);
    assert.equal((await reach(token, id, 'done', true)).counts.matched, 1);
  });

  test('a form of a browser uploads it, and leads through all of it', async () => {
    const token = await member();
    const boundary = 'a-boundary';
    const body = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\n\r\n--${boundary}\r\n` +
        'Content-Disposition: form-data; name="file"; filename="mine.csv"\r\n' +
        `Content-Type: application/vnd.ms-excel\r\n\r\n${films(2, 'By form')}\r\n--${boundary}--\r\n`,
    );
    const page = {
      Cookie: `access_token=${token}`,
      'Sec-Fetch-Site': 'same-origin',
      Accept: 'text/html',
    };
    const sent = await site.request('POST', '/imports', {
      body,
      headers: { ...page, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    });
    assert.equal(sent.status, 303, sent.text);
    const where = new URL(sent.headers.location, site.address).pathname.slice(site.base.length);
    const press = async (button) => {
      const { text } = await site.get(where, { headers: page });
      const form = text
        .split('<form')
        .map((part) => part.split('</form>')[0])
        .find((part) => part.includes(`${button}</button>`));
      assert.ok(form, `no ${button} in ${text}`);
      const fields = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name, value]) => [name, value],
      );
      const [, action] = /action="([^"]*)"/.exec(form);
      const answer = await site.request('POST', new URL(action, site.address).pathname.slice(site.base.length), {
        headers: page,
        body: new URLSearchParams(fields),
      });
      assert.ok([303, 200].includes(answer.status), answer.text);
    };
    const state = async () => (await site.get(where, { token })).json.state;
    while ((await state()) === 'reading') await press('Do the next 200');
    assert.equal(await state(), 'planned');
    await press('Move it in');
    while ((await state()) === 'running') await press('Do the next 200');
    assert.equal(await state(), 'done');
    assert.equal(await shelf(token), 2);
    await press('Take it all back');
    while ((await state()) === 'undoing') await press('Do the next 200');
    assert.equal(await state(), 'undone');
    assert.equal(await shelf(token), 0);
  });

  test('two at once do nothing twice', async () => {
    const token = await member();
    const { id } = await upload(token, films(600, 'Twice'));
    const both = async (state, run) => {
      for (let i = 0; i < 200; i++) {
        const states = await Promise.all([step(token, id, run), step(token, id, run), step(token, id, run)]);
        if (states.some((now) => now.state === state)) return;
      }
      assert.fail(`never ${state}`);
    };
    await both('planned', false);
    await both('done', true);
    const now = (await site.get(`/imports/${id}`, { token })).json;
    assert.equal(now.counts.new, 600);
    assert.equal(await shelf(token), 600);
    assert.equal((await site.request('DELETE', `/imports/${id}`, { token })).status, 202);
    await both('undone', false);
    assert.equal(await shelf(token), 0);
  });

  test('killed at any moment, it goes on where it was', async () => {
    const token = await member();
    const program = path.join(site.folder, 'cgi-bin/imports.cgi');
    const { id } = await upload(token, films(500, 'Killed'));
    // The program itself, as a server starts it, and dead soon after.
    const killed = (run, milliseconds) =>
      new Promise((resolve) => {
        const body = JSON.stringify({ run });
        const child = spawn(program, {
          stdio: ['pipe', 'ignore', 'ignore'],
          env: {
            GATEWAY_INTERFACE: 'CGI/1.1',
            REQUEST_METHOD: 'POST',
            SCRIPT_NAME: '/cgi-bin/imports.cgi',
            PATH_INFO: `/${id}/steps`,
            REQUEST_URI: `/cgi-bin/imports.cgi/${id}/steps`,
            CONTENT_TYPE: 'application/json',
            CONTENT_LENGTH: String(body.length),
            REMOTE_ADDR: '127.0.0.1',
            SERVER_PROTOCOL: 'HTTP/1.1',
            HTTP_AUTHORIZATION: `Bearer ${token}`,
            VITRINE_CONF: site.conf,
          },
        });
        child.stdin.on('error', () => {});
        child.stdin.end(body);
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
        child.on('exit', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    const through = async (state, run) => {
      for (let i = 0; i < 300; i++) {
        const now = (await site.get(`/imports/${id}`, { token })).json;
        if (now.state === state) return now;
        assert.notEqual(now.state, 'failed', now.message);
        await killed(run, 2 + ((i * 7) % 40));
        if (i % 3 === 2) await step(token, id, run);
      }
      return assert.fail(`never ${state}`);
    };
    assert.equal((await through('planned', false)).counts.new, 500);
    assert.equal(await shelf(token), 0);
    assert.equal((await through('done', true)).counts.new, 500);
    assert.equal(await shelf(token), 500);
    assert.equal((await site.request('DELETE', `/imports/${id}`, { token })).status, 202);
    assert.deepEqual((await through('undone', false)).kept, []);
    assert.equal(await shelf(token), 0);
    const whole = spawnSync('sqlite3', [path.join(site.data, '.ht.vitrine.db'), 'PRAGMA integrity_check'], {
      encoding: 'utf8',
    });
    assert.equal(whole.stdout.trim(), 'ok');
  });

  test('a large file is taken, and one that is too large is 413', async () => {
    const token = await member();
    const line = `${'x'.repeat(900)},MOVIE,2000,COMPLETED,3,\n`;
    const large = Buffer.from(HEAD + line.repeat(20000));
    const { id } = await upload(token, large);
    assert.equal((await site.request('DELETE', `/imports/${id}`, { token })).status, 204);
    const answer = await site.post('/imports', Buffer.alloc(33 << 20, 'x'), { token, headers: CSV });
    assert.equal(answer.status, 413);
  });

  test('five may be unfinished, and none is anybody else’s', async () => {
    const token = await member();
    const other = await member();
    const all = [];
    for (let i = 0; i < 5; i++) all.push(await upload(token, films(1)));
    assertError(await site.post('/imports', films(1), { token, headers: CSV }), 409, 'conflict');
    assertError(await site.get(`/imports/${all[0].id}`, { token: other }), 404, 'not_found');
    assertError(await site.post(`/imports/${all[0].id}/steps`, {}, { token: other }), 404, 'not_found');
    assertError(await site.post('/imports', 'no file of ours', { token, headers: CSV }), 400, 'validation_error');
  });
}

everywhere('imports', tests, { settings: { rate_limit_uploads: 100000 } });
