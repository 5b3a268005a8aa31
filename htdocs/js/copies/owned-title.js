// <owned-title>: a title of the collection, with the copies that are mine.
//
//   const line = el('owned-title');
//   line.show(item);       // item: as GET /collection lists it; says `copies` (detail: how many) when one came or went

import { $, el } from '../core/dom.js';
import { pictureOf } from '../title/picture.js';
import './copies.js';
import { KIND, titleWords } from '../core/words.js';

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
        titleWords(item),
      ),
      el('my-copies', { plain: '' }),
    );
    $('my-copies', this).show(item, item.copies);
  }

  focus(options) {
    $('a', this)?.focus(options);
  }
}
customElements.define('owned-title', OwnedTitle);
