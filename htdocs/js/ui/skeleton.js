// What is shown if it takes a while, of the size that what comes will have.

import { el } from '../core/dom.js';
import { cardSkeleton, ifSlow, several } from './lists.js';

// A title on its own that is on its way.
export const titleSkeleton = () =>
  el(
    'div',
    { class: 'spot skeleton', 'aria-hidden': 'true' },
    el(
      'div',
      { class: 'd-head' },
      ...['', 'tall', 'short'].map((size) => el('span', { class: `skeleton-line ${size}` })),
    ),
    el('div', { class: 'd-main' }, ...several(3, () => el('span', { class: 'skeleton-line block' }))),
    el('div', { class: 'd-side' }, el('span', { class: 'cover big' })),
  );

// A page that begins with what is under way.
export function skeleton(box) {
  const stop = ifSlow(() => {
    box.hidden = false;
    box.replaceChildren(
      el(
        'div',
        { class: 'continue' },
        el('span', { class: 'skeleton-line head-skeleton-line' }),
        el(
          'ol',
          { class: 'strip' },
          ...several(4, () => el('li', { class: 'cont skeleton' }, el('span', { class: 'cover' }))),
        ),
      ),
      el('span', { class: 'skeleton-line head-skeleton-line' }),
      el('ol', { class: 'posters' }, ...several(12, cardSkeleton)),
    );
  });
  return () => {
    stop();
    box.hidden = true;
    box.replaceChildren();
  };
}
