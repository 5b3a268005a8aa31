// The pieces that a backup is restored by, and what is said after the end.
'use strict';

const PIECE = 1 << 20;

const field = (name, value) => `--zz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const piece = (offset, size, bytes) =>
  Buffer.concat([
    Buffer.from(
      `${field('offset', offset)}${field('size', size)}--zz\r\nContent-Disposition: form-data; ` +
        `name="piece"; filename="blob"\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n--zz--\r\n'),
  ]);
const pieceHeaders = { 'Content-Type': 'multipart/form-data; boundary=zz' };

// A piece that is the whole body.
const postRaw = (site, offset, size, bytes, token) =>
  site.post(`/server/restore?offset=${offset}&size=${size}`, bytes, {
    token,
    headers: { 'Content-Type': 'application/octet-stream' },
  });

// All of them, until one isn't taken; the last answer.
async function sendPieces(site, bytes, token) {
  let answer;
  for (let offset = 0; offset < bytes.length; offset += PIECE) {
    answer = await site.post('/server/restore', piece(offset, bytes.length, bytes.subarray(offset, offset + PIECE)), {
      token,
      headers: pieceHeaders,
    });
    if (answer.status !== 200) break;
  }
  return answer;
}

// What every call answers once all data was removed.
const REMOVED =
  'The data of this installation was removed. Delete its folder, or the file whose name begins ' +
  'with .ht.removed to begin anew.';

module.exports = { piece, pieceHeaders, postRaw, REMOVED, sendPieces };
