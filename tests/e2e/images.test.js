// Pictures through real servers: megabytes up and down, byte for byte, and limits that every layer on the way keeps.
'use strict';
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const zlib = require('node:zlib');
const { test, before } = require('node:test');
const { assertError, everywhere } = require('./harness');

const MIB = 1024 * 1024;
const UPLOAD_MAX = 5 * MIB;

function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
	}
	return ~crc >>> 0;
}

function chunk(name, data) {
	const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const length = Buffer.alloc(4);
	const sum = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}

// A PNG of noise, which takes a byte for each byte: about 3 * side * side.
function noise(side) {
	const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	const rows = crypto.randomBytes(side * (1 + 3 * side));
	for (let y = 0; y < side; y++)
		rows[y * (1 + 3 * side)] = 0;	// no filter
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header),
		chunk('IDAT', zlib.deflateSync(rows, { level: 0 })), chunk('IEND', Buffer.alloc(0))]);
}

const form = (bytes) => Buffer.concat([
	Buffer.from('--zz\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'), bytes,
	Buffer.from('\r\n--zz--\r\n')]);
const headers = { 'Content-Type': 'multipart/form-data; boundary=zz' };

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
		assert.equal(got.headers['content-security-policy'], "default-src 'none'");
		assert.ok(got.bytes.equals(picture));
		const again = await site.get(`/images/${made.json.image_id}`, { headers: { 'If-None-Match': got.headers.etag } });
		assert.equal(again.status, 304);
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
