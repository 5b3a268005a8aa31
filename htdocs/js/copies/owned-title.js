// <owned-title>: a title of the collection, with the copies that are mine.
//
//   const line = el('owned-title');
//   line.show(item);       // item: as GET /collection lists it; says `copies` (detail: how many) when one came or went

import { $, el, icon, said } from '../core/dom.js';
import { pictureOf } from '../title/picture.js';
import './copies.js';
import { KIND, byline } from '../core/words.js';

class OwnedTitle extends HTMLElement {
  show(item) {
    const kind = KIND[item.type];
    this.setAttribute('class', `own ${kind.key}`);
    this.dataset.id = item.id;
    this.replaceChildren(
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(item.id)}` },
        el('span', { class: 'cover' }, pictureOf(item)),
        el(
          'span',
          { class: 'txt' },
          el('span', { class: 't' }, said(item.title)),
          el(
            'span',
            { class: 's' },
            icon(kind.icon),
            el('span', { class: 'vh' }, `${kind.label}. `),
            el('span', { class: 'by' }, said(byline(item))),
          ),
        ),
      ),
      el('my-copies', { plain: '' }),
    );
    $('my-copies', this).show(item, item.copies);
  }
}
customElements.define('owned-title', OwnedTitle);
