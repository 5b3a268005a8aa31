// <going-card>: a title one is in the middle of: how far, one step further, and its status.
//
//   const card = el('going-card');
//   card.show(media, entry);

import { $, el, said } from '../core/dom.js';
import { KIND, episodeWords, howFar, stepLabel } from '../core/words.js';
import { pictureOf } from '../title/picture.js';
import { tint } from '../title/drawn-cover.js';
import { step, stepWords } from './shelf.js';
import './shelf-button.js';

class GoingCard extends HTMLElement {
  #media = null;
  #entry = null;

  show(media, entry) {
    this.#media = media;
    this.setAttribute('class', `cont ${KIND[media.type].key}`);
    this.dataset.id = media.id;
    this.dataset.entry = entry.id;
    this.style.setProperty('--tint', tint(media));
    const href = `title.html?id=${encodeURIComponent(media.id)}`;
    const button = el('shelf-button');
    this.replaceChildren(
      el('a', { href, tabindex: '-1', 'aria-hidden': 'true' }, el('span', { class: 'cover' }, pictureOf(media))),
      el('a', { class: 't', href }, said(media.title)),
      el('p', { class: 's' }, said(media.creator)),
      el(
        'div',
        { class: 'pr' },
        media.length ? el('progress', { max: media.length, 'aria-label': `How far in ${media.title}` }) : null,
        el('span', { class: 'far' }),
      ),
      el(
        'form',
        {
          class: 'step-form',
          method: 'post',
          action: `cgi-bin/usermedia.cgi/${encodeURIComponent(entry.id)}`,
          onsubmit: (event) => this.#step(event),
        },
        el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
        el('input', { type: 'hidden', name: 'progress' }),
        el('button', { class: 'btn step', type: 'submit' }),
      ),
      button,
    );
    button.show(media, entry);
    button.addEventListener('entry', ({ detail }) => {
      if (detail) this.#mark(detail);
    });
    this.#mark(entry);
  }

  get media() {
    return this.#media;
  }
  get entry() {
    return this.#entry;
  }
  focus(options) {
    $('.t', this)?.focus(options);
  }

  #mark(entry) {
    this.#entry = entry;
    const bar = $('progress', this);
    if (bar) bar.value = entry.progress ?? 0;
    $('.far', this).textContent = howFar(this.#media, entry.progress);
    const { next_episode: next } = entry.media ?? this.#media;
    const button = $('.step', this);
    button.textContent = next ? episodeWords(next) : stepLabel(this.#media);
    button.ariaLabel = `${this.#media.title}: ${next ? `${button.textContent} watched` : stepWords(this.#media)}`;
    button.title = next?.title ?? '';
    $('[name=progress]', this).value = (entry.progress ?? 0) + KIND[this.#media.type].step;
  }

  async #step(event) {
    event.preventDefault();
    if (this.ariaBusy === 'true') return;
    this.ariaBusy = 'true';
    await step(this.#media, this.#entry);
    this.ariaBusy = null;
  }
}
customElements.define('going-card', GoingCard);

export function goingCard(media, entry) {
  const card = el('going-card');
  card.show(media, entry);
  return el('li', {}, card);
}
