// The picture of a title: its own cover where one was uploaded here, otherwise the drawn one.

import { el, ours } from '../core/dom.js';
import { cover } from './drawn-cover.js';

// Of an uploaded one the server makes what is small enough for its place: 160, 320 or 640 points wide.
const isOne = (src) => /\/images(?:\.cgi)?\/[0-9a-f-]{36}$/.test(src);

export function pictureOf(media, width = 320) {
  const whole = ours(media.image_url);
  if (!whole) return cover(media);
  const src = isOne(whole) ? `${whole}?w=${width}` : whole;
  const image = el('img', { class: 'cv', src, alt: '', width: 200, height: 300, loading: 'lazy', decoding: 'async' });
  // Where that can't be had just now, the whole one may.
  image.addEventListener('error', () => {
    if (image.src === whole) image.replaceWith(cover(media));
    else image.src = whole;
  });
  return image;
}
