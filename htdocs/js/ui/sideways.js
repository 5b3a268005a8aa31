// ‹ and › for a row that goes on to the side: a wheel scrolls the page, and not everybody has a finger there.
//
//   sideways(list, head);      // the buttons go into the head, and are there when there is more than fits

import { $, $$, calm, el, icon } from '../core/dom.js';

export function sideways(list, head) {
  const of = $('h2', head).textContent;
  const button = (way, name, label) =>
    el(
      'button',
      {
        class: 'btn quiet round',
        type: 'button',
        'aria-label': `${label}: ${of}`,
        title: label,
        onclick: () => list.scrollBy({ left: way * 0.9 * list.clientWidth, behavior: calm() ? 'instant' : 'smooth' }),
      },
      icon(name),
      el('span', { class: 'no-icon' }, way < 0 ? '‹' : '›'),
    );
  const both = el(
    'span',
    { class: 'sideways', hidden: true },
    button(-1, 'chevron-left', 'Back'),
    button(1, 'chevron-right', 'Further'),
  );
  head.append(both);

  // (Not disabled at the ends: the focus would be lost.)
  function mark() {
    const most = list.scrollWidth - list.clientWidth;
    both.hidden = most < 2;
    const ends = [list.scrollLeft < 2, list.scrollLeft > most - 2];
    for (const [at, one] of $$('button', both).entries()) one.setAttribute('aria-disabled', String(ends[at]));
  }
  list.addEventListener('scroll', mark, { passive: true });
  new ResizeObserver(mark).observe(list);
  new MutationObserver(mark).observe(list, { childList: true });
  mark();
}
