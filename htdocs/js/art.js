// The picture of a title: its own cover where one was uploaded here, otherwise the drawn one.

import { el } from './dom.js';
import { cover } from './cover.js';

// Pictures from elsewhere are drawn too: the policy of the page loads nothing from other hosts.
function ours(address) {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin ? url.href : null;
  } catch { return null; }
}

export function art(media) {
  const src = media.image_url && ours(media.image_url);
  if (!src) return cover(media);
  const image = el('img', { class: 'cv', src, alt: '', width: 200, height: 300, loading: 'lazy', decoding: 'async' });
  image.addEventListener('error', () => image.replaceWith(cover(media)), { once: true });
  return image;
}
