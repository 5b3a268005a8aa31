// A list of titles as one sees it among others: its first four covers, what it is called, how long it is, who sees it
// or whose it is.
//
//   listCard(list)               // an <li>
//   coversOf(list)               // the picture alone

import { $, el, said } from '../core/dom.js';
import { KIND, many } from '../core/words.js';
import { pictureOf } from '../title/picture.js';

export const SEEN_BY = { private: 'Only me', members: 'Members', public: 'Everyone with the link' };
const COVERS = 4;

export const addressOf = ({ id }) => `list.html?${new URLSearchParams({ list: id })}`;

// Where there are fewer their places stay empty.
export const coversOf = ({ covers }) =>
  el(
    'span',
    { class: 'covers', 'aria-hidden': 'true' },
    ...Array.from({ length: COVERS }, (_, at) =>
      covers[at]
        ? el('span', { class: `cover ${KIND[covers[at].type].key}` }, pictureOf(covers[at], 160))
        : el('span', { class: 'cover none' }),
    ),
  );

class ListCard extends HTMLElement {
  focus(options) {
    $('a', this)?.focus(options);
  }
}
customElements.define('list-card', ListCard);

export function listCard(list, { isMine }) {
  return el(
    'li',
    {},
    el(
      'list-card',
      { 'data-id': list.id },
      el(
        'a',
        { href: addressOf(list) },
        coversOf(list),
        el('span', { class: 't' }, said(list.name)),
        el(
          'span',
          { class: 's' },
          `${many(list.item_count, 'title')} · `,
          isMine ? SEEN_BY[list.visibility] : 'by ',
          isMine ? null : said(list.user.username),
        ),
      ),
    ),
  );
}

export const cardSkeleton = () =>
  el(
    'li',
    { class: 'skeleton', 'aria-hidden': 'true' },
    el('span', { class: 'covers' }, ...Array.from({ length: COVERS }, () => el('span', { class: 'cover' }))),
    el('span', { class: 'skeleton-line' }),
    el('span', { class: 'skeleton-line short' }),
  );
