// The middle of a picture, as a square: what is shown before it is sent, and what is sent. (The policy of the page
// loads no blob: address, so the preview is a canvas.) Null for what this browser can't read.
//
//   const canvas = await square(file, 512);
//   const blob = await packed(canvas, file.type);

import { decoded } from '../core/send-picture.js';

export async function square(file, size) {
  let image;
  try {
    image = await decoded(file);
  } catch {
    return null;
  }
  const side = Math.min(image.width, image.height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(size, side);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(
    image,
    (image.width - side) / 2,
    (image.height - side) / 2,
    side,
    side,
    0,
    0,
    canvas.width,
    canvas.height,
  );
  image.close();
  return canvas;
}

// Photographs as JPEG; what may be partly clear as PNG.
export const packed = (canvas, type) =>
  new Promise((resolve) => {
    canvas.toBlob(resolve, type === 'image/jpeg' ? type : 'image/png', 0.9);
  });
