// <title-card>: a title as a poster (or a line of a list) with its shelf button.
//
//   const card = el('title-card');
//   card.show(media, entry);      // entry: {id, status, progress} or null
//   card.show(media, entry, columns);   // for a line: what is beside the title, see columns.js

import { $, el } from '../core/dom.js';
import { KIND, byline, percent, titleWords } from '../core/words.js';
import { pictureOf } from './picture.js';
import '../shelf/shelf-button.js';

const UNDER_WAY = ['IN_PROGRESS', 'PAUSED'];

const rated = (value) =>
  value
    ? el(
        'span',
        { class: 'my' },
        el('span', { class: 'star on', 'aria-hidden': 'true' }),
        el('span', { class: 'vh' }, 'My rating: '),
        String(value),
      )
    : null;

class TitleCard extends HTMLElement {
  #media = null;
  #columns = null;

  show(media, entry, columns = null) {
    this.#media = media;
    this.#columns = columns;
    this.setAttribute('class', `card ${KIND[media.type].key}`);
    this.dataset.id = media.id;
    const button = el('shelf-button');
    this.replaceChildren(
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(media.id)}` },
        el(
          'span',
          { class: 'cover' },
          pictureOf(media),
          rated(entry?.rating ?? media.my?.rating),
          el('span', { class: 'bar-p', hidden: true }, el('span')),
        ),
        titleWords(media, media.creator ?? byline(media)),
        columns ? el('span', { class: 'meta' }) : null,
      ),
      button,
    );
    button.show(media, entry);
    button.addEventListener('entry', ({ detail }) => this.#mark(detail));
    this.#mark(entry);
  }

  get media() {
    return this.#media;
  }
  get entry() {
    return $('shelf-button', this).entry;
  }

  #mark(entry) {
    const media = this.#media;
    const part = entry && UNDER_WAY.includes(entry.status) ? percent(media, entry.progress) : 0;
    const bar = $('.bar-p', this);
    bar.hidden = !part;
    bar.firstElementChild.style.setProperty('--p', part);
    if (this.#columns) $('.meta', this).replaceChildren(...this.#columns(media, entry));
  }

  focus(options) {
    $('a', this)?.focus(options);
  }
}
customElements.define('title-card', TitleCard);

export function titleCard(media, entry, columns) {
  const card = el('title-card');
  card.show(media, entry, columns);
  return el('li', {}, card);
}
