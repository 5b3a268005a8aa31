// A person: their picture, or their initials.

import { el, ours } from '../core/dom.js';
import { initials } from '../core/words.js';

export function avatar(user, size = 34) {
  const circle = el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(user.username));
  const src = ours(user.avatar_url);
  if (src) {
    const image = el('img', { src, alt: '', width: size, height: size, loading: 'lazy' });
    image.addEventListener('error', () => image.remove(), { once: true });
    circle.append(image);
  }
  return circle;
}
