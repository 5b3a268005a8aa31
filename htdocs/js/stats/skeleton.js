// What is shown while statistics are on their way, of the size that they will have.

import { el } from '../core/dom.js';
import { several } from '../ui/lists.js';

const boxOf = (size) => el('div', { class: `box ${size}` }, el('span', { class: 'skeleton-line short' }));

export const statsSkeleton = () =>
  el(
    'div',
    { class: 'stats skeleton', 'aria-hidden': 'true' },
    el(
      'div',
      { class: 'numbers' },
      ...several(5, () =>
        el(
          'div',
          { class: 'box' },
          el('span', { class: 'skeleton-line short' }),
          el('span', { class: 'skeleton-line' }),
        ),
      ),
    ),
    el('div', { class: 'boxes' }, boxOf('w8 months-box'), boxOf('w4 months-box'), boxOf('w12 days-box')),
  );
