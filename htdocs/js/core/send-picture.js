// A picture that goes up. One that is larger than the server takes is made smaller here first: a photograph of a phone
// or a camera goes in as it is. Where the server's limit is another than we think, its answer tells.
//
//   await sendPicture('media.cgi/ID/image', file, (part) => { bar.value = part; });
//   const smaller = await fitted(file, picture);     // picture: what createImageBitmap made of it; it stays open

import { upload } from './upload.js';

let most = 5 * 1024 * 1024; // upload_max, as far as we know
const SIDE_MAX = 8000; // the server's, in points
const SIDES = [3000, 2400, 1800, 1200, 800, 500];
const QUALITIES = [0.88, 0.75, 0.6];

export function inWords(bytes) {
  if (bytes >= 1024 * 1024) return `${+(bytes / 1024 / 1024).toFixed(1)} MB`;
  return bytes >= 1024 ? `${Math.floor(bytes / 1024)} KB` : `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
export const decoded = (file) => createImageBitmap(file, { imageOrientation: 'from-image' }); // upright
const packed = (canvas, type, quality) =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, type, quality);
  });

function scaled(picture, side, paper) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  ];
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  if (paper) {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// What may be partly clear becomes WebP, in a browser that writes it; photographs JPEG.
async function reduced(file, picture) {
  const largest = Math.max(picture.width, picture.height);
  const sides = [Math.min(largest, SIDES[0]), ...SIDES.filter((side) => side < Math.min(largest, SIDES[0]))];
  for (const type of file.type === 'image/jpeg' ? ['image/jpeg'] : ['image/webp', 'image/jpeg']) {
    for (const side of sides) {
      const canvas = scaled(picture, side, type === 'image/jpeg');
      for (const quality of QUALITIES) {
        const blob = await packed(canvas, type, quality);
        if (blob?.type !== type) break;
        if (blob.size <= most)
          return new File([blob], file.name.replace(/\.\w+$/, '') + type.replace('image/', '.'), { type });
      }
    }
  }
  return null;
}

// The file itself where it fits, else a smaller one; null when none of this browser's is small enough.
export async function fitted(file, picture, { again = false } = {}) {
  const fits = file.size <= most && Math.max(picture.width, picture.height) <= SIDE_MAX;
  return fits && !again ? file : reduced(file, picture);
}

// Larger than the server takes, and this browser can't read it: then the number is all there is to say.
export const tooLarge = (file) =>
  file.size > most ? `is ${inWords(file.size)}, and the server takes at most ${inWords(most)}` : null;

// What a refusal says of the limit; else half of what was too much.
function learn({ details }, file) {
  const told = /at most (\d+) bytes/.exec(details.map(({ message }) => message).join(' '));
  most = Math.min(most, told ? Number(told[1]) : Math.floor(file.size / 2));
}

export async function sendPicture(path, file, progress) {
  let now = file;
  for (let tries = 3; ; tries--) {
    try {
      return await upload(path, { name: 'image', file: now, progress });
    } catch (error) {
      if (!tries || (error.status !== 413 && error.seen !== 413)) throw error;
      learn(error, now);
      const picture = await decoded(file).catch(() => null);
      const smaller = picture && (await fitted(file, picture, { again: true }));
      picture?.close();
      if (!smaller) throw error;
      now = smaller;
    }
  }
}
