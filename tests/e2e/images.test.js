// Pictures through real servers: megabytes up and down, byte for byte, and limits that every layer on the way keeps.
'use strict';
const assert = require('node:assert/strict');
const { test, before } = require('node:test');
const { assertError, everywhere } = require('./harness');
const { form, formHeaders: headers, noise } = require('./picture');

const MIB = 1024 * 1024;
const UPLOAD_MAX = 5 * MIB;

everywhere('images', (site) => {
  let token;
  let item;
  const upload = (bytes, where = `/media/${item}/image`) => site.post(where, form(bytes), { token, headers });

  before(async () => {
    token = (await site.register('ann')).access_token;
    item = (await site.post('/media', { type: 'MOVIE', title: 'Sphere' }, { token })).json.id;
  });

  test('five megabytes go up and come back as they were', async () => {
    const picture = noise(1300);
    assert.ok(picture.length > 4.8 * MIB && picture.length < UPLOAD_MAX);
    const made = await upload(picture);
    assert.equal(made.status, 201, made.text);
    assert.equal(made.headers.location, `${site.base}/images/${made.json.image_id}`);
    const got = await site.get(`/images/${made.json.image_id}`);
    assert.equal(got.status, 200);
    assert.equal(got.headers['content-type'], 'image/png');
    assert.equal(got.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.doesNotMatch(got.headers.vary ?? '', /Cookie|Authorization/i);
    assert.equal(got.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
    assert.ok(got.bytes.equals(picture));
    const again = await site.get(`/images/${made.json.image_id}`, { headers: { 'If-None-Match': got.headers.etag } });
    assert.equal(again.status, 304);
  });

  test('a picture is had in three widths, made once', async () => {
    const made = await upload(noise(400));
    assert.equal(made.status, 201, made.text);
    const at = (width) => site.get(`/images/${made.json.image_id}?w=${width}`);
    const first = await at(160);
    assert.equal(first.status, 307, 'another program makes it');
    const smaller = await site.get(first.headers.location.slice(site.base.length));
    assert.equal(smaller.status, 200, smaller.text);
    assert.equal(smaller.headers['content-type'], 'image/webp');
    assert.ok(smaller.bytes.length < 50000);
    const kept = await at(160);
    assert.equal(kept.status, 200);
    assert.ok(kept.bytes.equals(smaller.bytes));
    assert.equal(kept.headers['cache-control'], 'public, max-age=31536000, immutable');
    const headers = { 'If-None-Match': kept.headers.etag };
    assert.equal((await site.get(`/images/${made.json.image_id}?w=160`, { headers })).status, 304);
    assert.equal((await at(640)).headers['content-type'], 'image/png', 'it is no wider');
    assertError(await at(161), 400, 'validation_error');
  });

  test('a link has the style of the request, and leads there', async () => {
    const made = await upload(noise(8), `/cgi-bin/media.cgi/${item}/image`);
    assert.equal(made.json.url, `${site.base}/cgi-bin/images.cgi/${made.json.image_id}`);
    for (const style of ['/media/', '/cgi-bin/media.cgi/']) {
      const { image_url: link } = (await site.get(style + item)).json;
      assert.equal((await site.get(link.slice(site.base.length))).status, 200, link);
    }
    const moved = await site.get(`/media/${made.json.image_id}`);
    assert.equal(moved.status, 301);
    assert.equal((await site.get(moved.headers.location.slice(site.base.length))).headers['content-type'], 'image/png');
  });

  test('who may not send one is told so, whatever was sent', async () => {
    const bytes = form(Buffer.alloc(4 * MIB));
    const other = (await site.register('ben')).access_token;
    assertError(await site.post(`/media/${item}/image`, bytes, { headers }), 401, 'auth_failed');
    assertError(await site.post(`/media/${item}/image`, bytes, { headers, token: other }), 403, 'forbidden');
  });

  test('what is no picture, or too large, is refused and changes nothing', async () => {
    const picture = noise(8);
    const before = (await site.get(`/media/${item}`)).json.image_url;
    assertError(await upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 415, 'unsupported_media_type');
    assertError(await upload(picture.subarray(0, -20)), 400, 'validation_error');
    assertError(await upload(Buffer.concat([picture, Buffer.alloc(UPLOAD_MAX)])), 413, 'payload_too_large');
    assert.equal((await upload(Buffer.concat([picture, Buffer.alloc(2 * UPLOAD_MAX)]))).status, 413);
    assert.equal((await site.get(`/media/${item}`)).json.image_url, before);
  });
});
