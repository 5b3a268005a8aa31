// Pictures made by the tests, and the form that uploads them.
'use strict';
const crypto = require('node:crypto');
const zlib = require('node:zlib');

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
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
  for (let y = 0; y < side; y++) rows[y * (1 + 3 * side)] = 0; // no filter
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', zlib.deflateSync(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// The multipart form of an upload, and its headers.
const form = (bytes) =>
  Buffer.concat([
    Buffer.from(
      '--zz\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
    ),
    bytes,
    Buffer.from('\r\n--zz--\r\n'),
  ]);
const formHeaders = { 'Content-Type': 'multipart/form-data; boundary=zz' };

module.exports = { form, formHeaders, noise };
