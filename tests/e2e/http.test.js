// What only a real server shows of HTTP: headers that arrive, methods, bodies of every size, connections that stay.
'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { test, before } = require('node:test');
const { assertError, everywhere } = require('./harness');

const JSON_TYPE = { 'Content-Type': 'application/json' };
const KIB = 1024;

everywhere('http', (site) => {
  let token;
  before(async () => {
    token = (await site.register('ann')).access_token;
  });

  test('Authorization arrives, by both addresses', async () => {
    for (const where of ['/user/media', '/cgi-bin/usermedia.cgi/']) {
      assert.equal((await site.get(where, { token })).status, 200);
      assertError(await site.get(where, { token: `${token}x` }), 401, 'auth_failed');
      const none = await site.get(where);
      assertError(none, 401, 'auth_failed');
      assert.match(none.headers['www-authenticate'], /^Bearer/);
    }
  });

  test('every answer of a program carries the common headers, once', async () => {
    for (const where of ['/media', '/nothing', '/user/media', '/server/health', '/media/not-an-id']) {
      const { all } = await site.get(where);
      assert.deepEqual(all['x-content-type-options'], ['nosniff'], where);
      assert.deepEqual(all['referrer-policy'], ['same-origin'], where);
      assert.equal(all['x-request-id']?.length, 1, where);
      assert.equal(all['cache-control']?.length, 1, where);
      assert.deepEqual(all['content-type'], ['application/json'], where);
    }
  });

  test('405 tells what is allowed', async () => {
    for (const [method, where, allow] of [
      ['DELETE', '/media', 'GET'],
      ['PATCH', '/media', 'POST'],
      ['PUT', '/user/media', 'POST'],
      ['GET', '/auth/login', 'POST'],
      ['POST', '/server/health', 'GET'],
    ]) {
      const answer = await site.request(method, where, {
        token,
        body: method === 'GET' || method === 'DELETE' ? undefined : {},
      });
      assertError(answer, 405, 'method_not_allowed');
      assert.ok(
        answer.headers.allow.split(/, */).includes(allow),
        `${method} ${where}: Allow: ${answer.headers.allow}`,
      );
    }
  });

  test('a POST is the method that its header says', async () => {
    const { id } = (await site.post('/media', { type: 'GAME', title: 'Meant' }, { token })).json;
    for (const where of [`/media/${id}`, `/cgi-bin/media.cgi/${id}`]) {
      const headers = { 'X-HTTP-Method-Override': 'PATCH' };
      const changed = await site.post(where, { title: where }, { token, headers });
      assert.equal(changed.status, 200, changed.text);
      assert.equal(changed.json.title, where);
      assertError(
        await site.post(where, {}, { token, headers: { 'X-HTTP-Method-Override': 'CHANGE' } }),
        400,
        'validation_error',
      );
    }
    const answer = await site.post(`/media/${id}`, undefined, {
      token,
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    });
    assert.equal(answer.status, 204, answer.text);
    assertError(await site.get(`/media/${id}`), 404, 'not_found');
  });

  test('a method nobody knows is refused', async () => {
    const answer = await site.raw('BREW /media HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 (400|405|501) /);
  });

  test('HEAD is GET without its body', async () => {
    for (const where of ['/media', '/server/version', '/index.html']) {
      const get = await site.get(where);
      const head = await site.request('HEAD', where);
      assert.equal(head.status, 200);
      assert.equal(head.text, '');
      for (const name of ['content-type', 'etag', 'cache-control'])
        assert.equal(head.headers[name], get.headers[name], `${where}: ${name}`);
      if (head.headers['content-length'])
        assert.equal(Number(head.headers['content-length']), Buffer.byteLength(get.text));
    }
    assertError(await site.get('/media/not-an-id'), 404, 'not_found');
    assert.equal((await site.request('HEAD', '/media/not-an-id')).status, 404);
  });

  test('OPTIONS is 204 and tells what is allowed', async () => {
    const answer = await site.request('OPTIONS', '/media');
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'])
      assert.ok(answer.headers.allow.split(/, */).includes(method), answer.headers.allow);
  });

  test('an ETag saves the body', async () => {
    const first = await site.get('/media');
    assert.ok(first.headers.etag);
    const second = await site.get('/media', { headers: { 'If-None-Match': first.headers.etag } });
    assert.equal(second.status, 304);
    assert.equal(second.text, '');
  });

  // A body over the limit is read to its end (within bounds) before the answer: a client that is still sending
  // would see a broken connection in place of the 413.
  for (const size of [256 * KIB + 1, 400 * KIB, 2048 * KIB])
    test(`a body of ${size} bytes is 413 in the API's words`, async () => {
      const body = JSON.stringify({ type: 'BOOK', title: '' }).padEnd(size);
      assert.equal(body.length, size);
      assertError(await site.post('/media', body, { token, headers: JSON_TYPE }), 413, 'payload_too_large');
    });
  test('one of nearly 256 KiB is read', async () => {
    const answer = await site.post(
      '/media',
      { type: 'BOOK', title: 'x', description: 'y'.repeat(250 * KIB) },
      { token },
    );
    assertError(answer, 400, 'validation_error');
    assert.equal(answer.json.error.details[0].field, 'description');
  });
  test('one far over any limit ends in 413 or a closed connection, and the server goes on', async () => {
    const answer = await site
      .post('/media', Buffer.alloc(20 * KIB * KIB, 0x20), { token, headers: JSON_TYPE })
      .catch((error) => ({ status: error.code }));
    assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(answer.status), answer.status);
    assert.equal((await site.get('/media')).status, 200);
  });

  test('a body in chunks is a body', async () => {
    const text = JSON.stringify({ type: 'BOOK', title: 'In chunks' });
    const chunks = [text.slice(0, 5), text.slice(5, 20), text.slice(20)];
    const answer = await site.request('POST', '/media', { token, headers: JSON_TYPE, chunks });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.title, 'In chunks');
  });
  test('chunks over the limit are 413 too', async () => {
    const chunks = Array.from({ length: 300 }, () => ' '.repeat(KIB));
    assertError(await site.request('POST', '/media', { token, headers: JSON_TYPE, chunks }), 413, 'payload_too_large');
  });
  test('broken chunks and lengths are refused, and nothing is stored', async () => {
    const head =
      `POST ${site.base}/media HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    const json = '{"type":"BOOK","title":"Smuggled"}';
    for (const rest of [
      `Transfer-Encoding: chunked\r\n\r\nzz\r\n${json}\r\n0\r\n\r\n`,
      `Content-Length: -1\r\n\r\n${json}`,
      `Content-Length: 34, 35\r\n\r\n${json}`,
      `Content-Length: 1000\r\n\r\n${json}`,
    ]) {
      const answer = await site.raw(head + rest);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 2/);
    }
    assert.deepEqual((await site.get('/media?q=Smuggled')).json.media, []);
  });

  test('a connection is kept, also over errors with a body', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      let last = await site.get('/media', { agent });
      assert.equal(last.status, 200);
      for (const [method, where, options, status] of [
        ['GET', '/media', {}, 200],
        ['POST', '/media', { body: { type: 'BOOK' } }, 401],
        ['POST', '/media', { body: 'x'.repeat(300 * KIB), headers: JSON_TYPE, token }, 413],
        ['GET', '/nothing', {}, 404],
        ['OPTIONS', '/media', {}, 204],
        ['GET', '/index.html', {}, 200],
      ]) {
        const answer = await site.request(method, where, { ...options, agent });
        assert.equal(answer.status, status, `${method} ${where}`);
        // Apache itself ends a connection with a 413.
        assert.equal(
          answer.localPort === last.localPort,
          last.headers.connection !== 'close',
          `${method} ${where} on the same connection`,
        );
        if (answer.status !== 413) assert.notEqual(answer.headers.connection, 'close', `${method} ${where}`);
        last = answer;
      }
    } finally {
      agent.destroy();
    }
  });

  test('64 requests at once are all answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, i) => site.get(i % 2 ? '/media' : '/user/media', { token })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array(64).fill(200),
    );
  });

  test('forged forwarding headers and hosts do not get into answers', async () => {
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-For': '10.0.0.1',
      'X-Rewrite-URL': '/x',
      'X-HTTP-Method-Override': 'DELETE',
    };
    const answer = await site.get('/media?page_size=1', { headers });
    assert.equal(answer.status, 200);
    assert.doesNotMatch(JSON.stringify(answer.headers) + answer.text, /evil/);
    // "Proxy: x" would become HTTP_PROXY in a program's environment.
    assert.equal((await site.get('/media', { headers: { Proxy: 'http://evil.example/' } })).status, 200);
  });
});
