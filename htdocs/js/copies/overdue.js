// What should have come back by now: who has it, for how long, and that it is here again.
//
//   const { copies, total } = await overdueCopies();
//   list.append(...copies.map(loanLine));

import { howLong } from '../core/ago.js';
import { $, el, said } from '../core/dom.js';
import { api } from '../core/api.js';
import { KIND } from '../core/words.js';
import { pictureOf } from '../title/picture.js';
import { bringBack } from './change-copy.js';
import { briefly } from './copy-words.js';

export const overdueCopies = () =>
  api.get('collection.cgi/copies', { query: { overdue: true, sort: 'due_asc', page_size: 6 } });

// What came back stays in its place, said as it is now, so that Undo finds it there.
export function loanLine(copy) {
  const { media } = copy;
  const node = el('li', { class: `loan-line ${KIND[media.type].key}`, 'data-id': media.id });
  const late = (now) => [
    said(media.title),
    ' has been at ',
    said(`${now.lent_to}’s`),
    now.lent_on ? ` for ${howLong(now.lent_on)}` : '',
  ];
  function draw(now) {
    const isHeld = node.contains(document.activeElement);
    node.replaceChildren(
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(media.id)}` },
        el('span', { class: 'cover' }, pictureOf(media)),
        el(
          'span',
          { class: 'txt' },
          el('span', { class: 't' }, ...(now.lent_to ? late(now) : [said(media.title), ' is back'])),
          el('span', { class: 's' }, said(now.format), now.due_on ? `, was due ${briefly(now.due_on)}` : ''),
        ),
      ),
      now.lent_to
        ? el(
            'button',
            {
              class: 'btn returned',
              type: 'button',
              'aria-label': `Returned: ${[media.title, now.format, now.lent_to].join(', ')}`,
              onclick: () => bringBack(now, draw),
            },
            'Returned',
          )
        : '',
    );
    if (isHeld) ($('.returned', node) ?? $('a', node)).focus();
  }
  draw(copy);
  return node;
}
