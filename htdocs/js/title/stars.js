// Ratings, given and shown: half a star to five.
//
//   parent.append(stars(4.5), average(media));        // shown
//   const form = el('star-rating');                   // given: saved at once, and Undo
//   form.show(media, 4.5);                            // says `rated` (detail: what the server answered) afterwards

import { $, el, icon } from '../core/dom.js';
import { FieldSaver } from '../core/field-saver.js';
import { ratingNews, ratingPath, sendRating } from './rating.js';
import { taken } from '../ui/first-keys.js';
import { complain, toast } from '../ui/toast.js';
import { KIND, many, number } from '../core/words.js';

export const stars = (value) =>
  el(
    'span',
    { class: 'stars', role: 'img', 'aria-label': `${value} of 5 stars` },
    ...[1, 2, 3, 4, 5].map((one) =>
      el('span', { class: one <= value ? 'star on' : one - value < 1 ? 'star half' : 'star' }),
    ),
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

// The half that a place between the first and the last star is on.
const halfAt = (x, { left, width }) => Math.min(10, Math.max(1, Math.ceil(((x - left) / width) * 10))) / 2;

// A field of a form: a slider from 0, which is no rating, over the stars.
export function starField({ id, value = null }) {
  const slider = el('input', { type: 'range', id, min: '0', max: '5', step: '0.5', value: value ?? 0 });
  const row = el('span', { class: 'stars-in' }, slider);
  const said = el('output', { 'aria-hidden': 'true' });
  const draw = () => {
    const now = Number(slider.value);
    row.style.setProperty('--value', now);
    slider.setAttribute('aria-valuetext', now ? `${now} of 5 stars` : 'not rated');
    said.textContent = now ? `${now} of 5` : '—';
  };
  slider.addEventListener('input', draw);
  slider.addEventListener('click', draw); // Chromium says nothing of a change by a finger on the slider's padding
  draw();
  return {
    node: el('span', { class: 'star-field' }, row, said),
    input: slider,
    value: () => Number(slider.value) || null,
  };
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
    // A slider, over stars: half of one is a small target, all five are none. 0 is no rating.
    const slider = el('input', {
      type: 'range',
      name: 'value',
      min: '0',
      max: '5',
      step: '0.5',
      id: 'd-rating',
      oninput: () => this.#draw(this.#chosen(slider)),
      onkeydown: (event) => this.#byDigit(event),
      // Chromium says nothing of a change by a finger on the slider's padding.
      onclick: () => {
        const value = this.#chosen(slider);
        if (value !== (this.#saver.waiting ?? this.#value)) this.#choose(value);
      },
    });
    const row = el(
      'span',
      {
        class: 'stars-in',
        onpointermove: ({ clientX, pointerType, buttons }) => {
          if (pointerType === 'mouse' && !buttons) this.#preview(halfAt(clientX, row.getBoundingClientRect()));
        },
        onpointerleave: () => this.#preview(null),
      },
      slider,
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
          onchange: ({ target }) => this.#choose(this.#chosen(target)),
          onsubmit: (event) => event.preventDefault(),
        },
        el('input', { type: 'hidden', name: '_method', value: 'PUT' }),
        el('div', {}, el('label', { for: 'd-rating' }, 'My rating'), row),
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
    $('input[type=range]', this).value = String(value ?? 0);
    this.#draw(value);
    $('button', this).hidden = !value;
  }
  // Who points takes a rating back by its button: half a star is the least.
  #chosen(slider) {
    return Number(slider.value) || (this.#isPointed ? 0.5 : null);
  }
  // What the slider is at.
  #draw(value) {
    this.#preview(null);
    $('.stars-in', this).style.setProperty('--value', value ?? 0);
    $('input[type=range]', this).setAttribute('aria-valuetext', value ? `${value} of 5 stars` : 'not rated');
    $('output', this).textContent = value ? `${value} of 5` : '—';
  }
  // What it would be at, if one pressed here; null: nobody points.
  #preview(value) {
    const row = $('.stars-in', this);
    if (value) row.style.setProperty('--at', value);
    else row.style.removeProperty('--at');
    row.title = value ? many(value, 'star') : '';
  }

  // A digit is so many stars, while the stars have the focus; 0 is none.
  #byDigit(event) {
    if (taken(event) || !/^[0-5]$/.test(event.key)) return;
    event.preventDefault();
    this.choose(Number(event.key) || null);
  }

  #choose(value) {
    const focused = this.contains(document.activeElement);
    this.#paint(value);
    if (focused && !value) $('input[type=range]', this).focus();
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
