// Pictures of the providers: good ones, blanks, and what somebody might send in their place.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

const chunk = (name, data) => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(zlib.crc32 ? zlib.crc32(named) : crc32(named));
  return Buffer.concat([length, named, sum]);
};

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function pngOf(width, height, data, more = []) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// A PNG of noise, the same every time: about three bytes a point.
function noise(width, height, more) {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  const bytes = crypto.createHash('shake256', { outputLength: rows.length }).update(`${width}×${height}`).digest();
  bytes.copy(rows);
  for (let y = 0; y < height; y++) rows[y * (1 + 3 * width)] = 0; // no filter
  return pngOf(width, height, zlib.deflateSync(rows, { level: 1 }), more);
}

const file = (name) => fs.readFileSync(path.join(__dirname, name));
const text = (name) => Buffer.from(`Comment\0SECRET ${name}`, 'latin1');

const pictures = {
  jpeg: () => file('cover.jpg'), // 120 × 180
  webp: () => file('cover.webp'),
  png: () => noise(120, 180, [chunk('tEXt', text('png'))]),
  large: () => noise(1000, 1500), // a cover larger than any page shows
  // What no cover is.
  // (a GIF of 43 bytes)
  blank: () => Buffer.from('R0lGODlhAQABAIAAAP///////yH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64'),
  tiny: () => noise(30, 45),
  wide: () => noise(575, 92), // "image not available"
  narrow: () => noise(60, 400),
  small: () => pngOf(60, 90, zlib.deflateSync(Buffer.alloc(90 * 181))), // less than 1 KiB
  html: () => Buffer.from(`<!doctype html><title>No picture</title>${'<p>none</p>'.repeat(200)}`),
  svg: () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>${' '.repeat(2000)}</svg>`),
  gif: () =>
    Buffer.concat([Buffer.from('GIF89a', 'latin1'), crypto.createHash('shake256', { outputLength: 4096 }).digest()]),
  cut: () => noise(120, 180).subarray(0, 9000),
  // More points than anybody may decode: 60,000 × 60,000 that take 10 MB of zeros.
  bomb: () => pngOf(60000, 60000, zlib.deflateSync(Buffer.alloc(10 << 20))),
  heavy: () => Buffer.concat([file('cover.jpg'), Buffer.alloc(11 << 20, 0x20)]), // more than 10 MiB
};

module.exports = { pictures };
