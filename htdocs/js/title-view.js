// <title-view>: one title with all that is known of it, and how it stands on my shelf.
//
//   const view = el('title-view');
//   view.show(media, entry);     // media as GET /media/{id} answers

import { $, $$, el, icon, said } from './dom.js';
import { account } from './account.js';
import { KIND, STATUS, byline, day, partialDate, percent } from './words.js';
import { cover, tint } from './cover.js';
import { change, onShelf, remove, shelve } from './shelf.js';

const VIEWS = new Set();
onShelf(({ media, entry }) => { for (const view of VIEWS) view.hear(media, entry); });

class TitleView extends HTMLElement {
  #media = null;
  #entry = null;

  connectedCallback() { VIEWS.add(this); }
  disconnectedCallback() { VIEWS.delete(this); }

  show(media, entry) {
    this.#media = media;
    this.#entry = entry;
    const kind = KIND[media.type];
    this.setAttribute('class', `spot ${kind.key}`);
    this.style.setProperty('--tint', tint(media));
    this.replaceChildren(
      el('div', { class: 'glow', 'aria-hidden': 'true' }),
      el('div', { class: `cover big ${kind.key}` }, cover(media)),
      el('div', { class: 'd-main' },
        el('p', { class: 'kind' }, icon(kind.icon), kind.label),
        el('h2', { id: 'd-title', tabindex: '-1' }, said(media.title)),
        el('p', { class: 'd-by' }, said(byline(media))),
        el('div', { class: 'd-entry' }),
        media.description ? el('p', { class: 'about' }, said(media.description)) : null,
        this.#facts()));
    this.#draw();
  }

  hear(media, entry) {
    if (this.#media?.id !== media.id) return;
    const at = document.activeElement;
    const again = this.contains(at) ? at.getAttribute('data-keep') ?? at.value : null;
    this.#entry = entry;
    this.#draw();
    if (again !== null) ($$('input, button', this).find((node) => (node.getAttribute('data-keep') ?? node.value) === again) ?? $('button', this))?.focus({ preventScroll: true });
  }

  #facts() {
    const media = this.#media;
    const kind = KIND[media.type];
    const link = (name, value) => (value ? el('a', { href: `catalogue.html?${new URLSearchParams({ [name]: value })}` }, said(value)) : null);
    const rows = [
      [kind.by, link('creator', media.creator)], ['Genre', link('genre', media.genre)], ['First published', partialDate(media.pub_date)],
      ['Length', media.length ? `${media.length.toLocaleString('en-GB')} ${kind.unit}` : null], ['ISBN', media.isbn],
      ['Added', [media.created_by ? `by ${media.created_by.username}` : null, media.created_at ? day(media.created_at) : null].filter(Boolean).join(', ')],
    ];
    return el('dl', { class: 'facts' }, ...rows.filter(([, value]) => value).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
  }

  #draw() {
    $('.d-entry', this).replaceChildren(...(this.#entry ? [this.#status(), this.#progress()].filter(Boolean) : [this.#put()]));
  }

  #put() {
    const media = this.#media;
    const form = el('form', { method: 'post', action: 'cgi-bin/usermedia.cgi/', class: 'actions' }, el('input', { type: 'hidden', name: 'media_id', value: media.id }),
      el('button', { class: 'btn primary', type: 'submit' }, icon('plus'), 'Put on my shelf'),
      account() ? null : el('span', { class: 'aside' }, 'You’ll be asked to sign in.'));
    form.addEventListener('submit', (event) => { event.preventDefault(); shelve(media); });
    return form;
  }

  #status() {
    const entry = this.#entry;
    const choose = Object.entries(STATUS).map(([value, { label, icon: name }]) => el('label', {},
      el('input', { type: 'radio', name: 'status', value, checked: value === entry.status }), icon(name), el('span', {}, label)));
    const form = el('form', { method: 'post', action: `cgi-bin/usermedia.cgi/${encodeURIComponent(entry.id)}`, class: 'd-status' },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('fieldset', { class: 'status' }, el('legend', { class: 'vh' }, 'Status'), ...choose),
      el('button', { class: 'btn quiet round', type: 'button', 'data-keep': 'remove', 'aria-label': 'Take off my shelf', title: 'Take off my shelf', onclick: () => remove(this.#media, entry) }, icon('trash-2'), el('span', { class: 'no-icon' }, 'Remove')));
    form.addEventListener('change', ({ target }) => change(this.#media, entry, { status: target.value }));
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }

  #progress() {
    const [media, entry] = [this.#media, this.#entry];
    if (['TO_DO', 'COMPLETED'].includes(entry.status)) return null;
    const { unit } = KIND[media.type];
    const now = entry.progress ?? 0;
    const number = el('input', { type: 'number', name: 'progress', id: 'd-progress', min: '0', max: media.length, value: now, inputmode: 'numeric', 'data-keep': 'number' });
    const range = media.length ? el('input', { type: 'range', min: '0', max: media.length, value: now, 'aria-label': 'Progress', 'aria-valuetext': `${now} of ${media.length} ${unit}`, 'data-keep': 'range' }) : null;
    const paint = (value) => range.style.setProperty('--p', percent(media, Number(value)));
    if (range) {
      paint(now);
      range.addEventListener('input', () => { number.value = range.value; paint(range.value); range.setAttribute('aria-valuetext', `${range.value} of ${media.length} ${unit}`); });
    }
    const save = (value) => { if (value !== '' && Number(value) !== now) change(media, entry, { progress: Number(value) }); };
    const form = el('form', { method: 'post', action: `cgi-bin/usermedia.cgi/${encodeURIComponent(entry.id)}`, class: 'prog' },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('label', { for: 'd-progress' }, 'Progress'), range, number, el('span', {}, media.length ? `of ${media.length.toLocaleString('en-GB')} ${unit}` : unit));
    form.noValidate = true;
    form.addEventListener('change', ({ target }) => save(target.value));
    form.addEventListener('submit', (event) => { event.preventDefault(); save(number.value); });
    return form;
  }
}
customElements.define('title-view', TitleView);
