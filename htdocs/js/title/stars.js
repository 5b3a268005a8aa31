// Ratings, given and shown: one to five stars.
//
//   parent.append(stars(4), average(media));          // shown
//   const form = el('star-rating');                   // given: saved at once, and Undo
//   form.show(media, 4);                              // says `rated` (detail: what the server answered) afterwards

import { $, $$, el, icon } from '../core/dom.js';
import { FieldSaver } from '../core/field-saver.js';
import { ratingNews, ratingPath, sendRating } from './rating.js';
import { complain, toast } from '../ui/toast.js';
import { KIND, many, number } from '../core/words.js';

export const stars = (value) =>
  el(
    'span',
    { class: 'stars', role: 'img', 'aria-label': `${value} of 5 stars` },
    ...[1, 2, 3, 4, 5].map((one) => el('span', { class: one <= value ? 'star on' : 'star' })),
  );

// 4.3 · 12 ratings · #3 among books
export function average(media) {
  if (media.average_rating === null || media.average_rating === undefined) return null;
  const parts = [
    many(media.rating_count, 'rating'),
    media.rank ? `#${number(media.rank)} among ${KIND[media.type].several}` : null,
  ].filter(Boolean);
  return el(
    'p',
    { class: 'average' },
    el('span', { class: 'star on', 'aria-hidden': 'true' }),
    el('b', {}, el('span', { class: 'vh' }, 'Rated '), media.average_rating.toFixed(1)),
    el('span', {}, `${parts.join(' · ')}`),
  );
}

class StarRating extends HTMLElement {
  #media = null;
  #value = null; // as the API has it
  #saver = null;
  #isPointed = false; // and not chosen by arrow keys, which pass what lies between
  #leave = () => this.#saver?.flush({ leaving: true });

  connectedCallback() {
    addEventListener('pagehide', this.#leave);
  }
  disconnectedCallback() {
    removeEventListener('pagehide', this.#leave);
  }

  show(media, value) {
    this.#saver?.flush();
    this.#media = media;
    this.#value = value;
    this.#saver = new FieldSaver({
      value: () => this.#value,
      save: (wanted, how) => this.#save(wanted, how),
      state: (state, error) => {
        if (state === 'failed') {
          complain(error);
          this.#saver.drop();
        }
        if (state === 'clean') this.#paint(this.#value);
      },
    });
    const choices = [1, 2, 3, 4, 5].map((one) =>
      el(
        'label',
        { title: many(one, 'star') },
        el('input', {
          type: 'radio',
          name: 'value',
          value: String(one),
          checked: one === value,
          'aria-label': many(one, 'star'),
        }),
      ),
    );
    this.replaceChildren(
      el(
        'form',
        {
          method: 'post',
          action: `cgi-bin/${ratingPath(this.#media)}`,
          class: 'rate',
          onpointerdown: () => {
            this.#isPointed = true;
          },
          onkeydown: () => {
            this.#isPointed = false;
          },
          onchange: ({ target }) => this.#choose(Number(target.value)),
          onsubmit: (event) => event.preventDefault(),
        },
        el('input', { type: 'hidden', name: '_method', value: 'PUT' }),
        el('fieldset', {}, el('legend', {}, 'My rating'), el('span', { class: 'stars-in' }, ...choices)),
        el('output', { 'aria-live': 'off' }), // the toast says it
        el(
          'button',
          {
            class: 'btn quiet round',
            type: 'button',
            'aria-label': 'Take my rating back',
            title: 'Take my rating back',
            onclick: () => this.#choose(null),
          },
          icon('x'),
          el('span', { class: 'no-icon' }, 'None'),
        ),
      ),
    );
    $('form', this).addEventListener('focusout', ({ currentTarget, relatedTarget: to }) => {
      if (!currentTarget.contains(to)) this.#saver.flush();
    });
    this.#paint(value);
  }

  // News from elsewhere. What was chosen meanwhile stays.
  update(value) {
    this.#value = value;
    if (this.firstElementChild && !this.#saver.isWaiting) this.#paint(value);
  }

  // By a key.
  choose(value) {
    this.#choose(value);
    this.#saver.flush();
  }

  #paint(value) {
    for (const input of $$('input[type=radio]', this)) input.checked = Number(input.value) === value;
    $('output', this).textContent = value ? `${value} of 5` : '—';
    $('button', this).hidden = !value;
  }

  #choose(value) {
    const focused = this.contains(document.activeElement);
    this.#paint(value);
    if (focused && !value) $('input[type=radio]', this).focus();
    this.#saver.put(value);
    if (this.#isPointed || !value) this.#saver.flush();
  }

  async #save(value, { since, leaving = false }) {
    const before = since;
    await this.#send(value, { keepalive: leaving });
    toast(ratingNews(this.#media, value), {
      undo: () =>
        this.#send(before).then(() => {
          this.#saver.drop();
          this.#paint(before);
        }, complain),
    });
    return value;
  }

  async #send(value, options) {
    await sendRating(this.#media, value, options);
    this.#value = value;
    this.dispatchEvent(new CustomEvent('rated', { detail: value, bubbles: true }));
  }
}
customElements.define('star-rating', StarRating);
