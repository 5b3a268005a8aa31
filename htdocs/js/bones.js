// What is shown after 150 ms, of the size that what comes will have.

import { el } from './dom.js';
import { bone, several } from './lists.js';

// A title on its own that is on its way.
export const titleBones = () =>
  el(
    'div',
    { class: 'spot bones', 'aria-hidden': 'true' },
    el('div', { class: 'd-side' }, el('span', { class: 'cover big' })),
    el(
      'div',
      { class: 'd-main' },
      el('div', { class: 'd-head' }, ...['', 'tall', 'short'].map((size) => el('span', { class: `bone ${size}` }))),
      ...several(3, () => el('span', { class: 'bone block' })),
    ),
  );

// A page that begins with what is under way.
export function bones(box) {
  const timer = setTimeout(() => {
    box.hidden = false;
    box.replaceChildren(
      el(
        'div',
        { class: 'continue' },
        el('span', { class: 'bone head-bone' }),
        el(
          'ol',
          { class: 'strip' },
          ...several(4, () => el('li', { class: 'cont bones' }, el('span', { class: 'cover' }))),
        ),
      ),
      el('span', { class: 'bone head-bone' }),
      el('ol', { class: 'posters' }, ...several(12, bone)),
    );
  }, 150);
  return () => {
    clearTimeout(timer);
    box.hidden = true;
    box.replaceChildren();
  };
}
