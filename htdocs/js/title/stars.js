// Ratings, given and shown: one to five stars.
//
//   parent.append(stars(4), average(media));          // shown
//   const form = el('star-rating');                   // given: saved at once, and Undo
//   form.show(media, 4);                              // says `rated` (detail: what the server answered) afterwards

import { $, $$, el, icon } from '../core/dom.js';
import { api } from '../core/api.js';
import { complain, toast } from '../ui/toast.js';
import { KIND, many } from '../core/words.js';

export const stars = (value) =>
  el(
    'span',
    { class: 'stars', role: 'img', 'aria-label': `${value} of 5 stars` },
    ...[1, 2, 3, 4, 5].map((one) => el('span', { class: one <= value ? 'star on' : 'star' })),
  );

// 4.3 · 12 ratings · no. 3 of the books
export function average(media) {
  if (media.average_rating === null || media.average_rating === undefined) return null;
  const parts = [
    many(media.rating_count, 'rating'),
    media.rank ? `no. ${media.rank.toLocaleString('en-GB')} of the ${KIND[media.type].several}` : null,
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
  #value = null;
  #busy = Promise.resolve();

  show(media, value) {
    this.#media = media;
    this.#value = value;
    const path = `media.cgi/${encodeURIComponent(media.id)}/rating`;
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
          action: `cgi-bin/${path}`,
          class: 'rate',
          onchange: ({ target }) => this.#save(Number(target.value)),
          onsubmit: (event) => event.preventDefault(),
        },
        el('input', { type: 'hidden', name: '_method', value: 'PUT' }),
        el('fieldset', {}, el('legend', {}, 'My rating'), el('span', { class: 'stars-in' }, ...choices)),
        el('output', {}),
        el(
          'button',
          {
            class: 'btn quiet round',
            type: 'button',
            'aria-label': 'Take my rating back',
            title: 'Take my rating back',
            onclick: () => this.#save(null),
          },
          icon('x'),
          el('span', { class: 'no-icon' }, 'None'),
        ),
      ),
    );
    this.update(value);
  }

  update(value) {
    if (!this.firstElementChild) return;
    this.#value = value;
    for (const input of $$('input[type=radio]', this)) input.checked = Number(input.value) === value;
    $('output', this).textContent = value ? `${value} of 5` : '—';
    $('button', this).hidden = !value;
  }

  // One after the other: arrow keys choose faster than a network answers.
  #save(value) {
    const before = this.#value;
    const focused = this.contains(document.activeElement);
    this.update(value);
    if (focused && !value) $('input[type=radio]', this).focus();
    this.#busy = this.#busy.then(async () => {
      try {
        await this.#send(value);
        toast(value ? `${this.#media.title}: ${value} of 5 stars` : `${this.#media.title}: not rated`, {
          undo: () => {
            this.update(before);
            this.#send(before).catch(complain);
          },
        });
      } catch (error) {
        this.update(before);
        complain(error);
      }
    });
  }

  async #send(value) {
    const path = `media.cgi/${encodeURIComponent(this.#media.id)}/rating`;
    if (value) await api.put(path, { value });
    else await api.delete(path);
    this.dispatchEvent(new CustomEvent('rated', { detail: value, bubbles: true }));
  }
}
customElements.define('star-rating', StarRating);
