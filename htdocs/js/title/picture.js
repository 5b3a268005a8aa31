// The picture of a title: its own cover where one was uploaded here, otherwise the drawn one.

import { el, ours } from '../core/dom.js';
import { cover } from './drawn-cover.js';

export function pictureOf(media) {
  const src = ours(media.image_url);
  if (!src) return cover(media);
  const image = el('img', { class: 'cv', src, alt: '', width: 200, height: 300, loading: 'lazy', decoding: 'async' });
  image.addEventListener('error', () => image.replaceWith(cover(media)), { once: true });
  return image;
}
