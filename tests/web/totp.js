// Codes of a second factor (RFC 6238), as an authenticator app makes them of the secret.
import crypto from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function bytesOf(secret) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

// Of now, or of so many steps of 30 seconds from now: one back and one ahead are good, too, and each once.
export function totp(secret, steps = 0) {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = crypto
    .createHmac('sha1', bytesOf(secret.replace(/\s/g, '')))
    .update(count)
    .digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}
