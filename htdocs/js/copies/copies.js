// Copies one owns: each a line that can be edited and removed, and a form to add one.
//
//   const part = el('my-copies');
//   part.show(media, media.my.copies);     // says `copies` (detail: how many) when one came or went
//   part.setAttribute('plain', '');        // without a heading, for a line of a list

import { $, el, icon, outward, said } from '../core/dom.js';
import { api } from '../core/api.js';
import { smooth } from '../core/forms.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { many } from '../core/words.js';

const path = (copy) => `collection.cgi/copies/${encodeURIComponent(copy.id)}`;
const FIELDS = ['format', 'platform', 'vod_link', 'note'];
export const FORMATS = {
  BOOK: ['Paperback', 'Hardcover', 'E-book', 'Audiobook'],
  MOVIE: ['DVD', 'Blu-ray', '4K Blu-ray', 'VOD'],
  TV_SHOW: ['DVD', 'Blu-ray', 'VOD'],
  GAME: ['Cartridge', 'Disc', 'Download'],
};
// Copies whose DELETE waits for the end of its Undo: whatever is read meanwhile still has them.
// Of each what its title has no other copy of: its format, or null.
export const leavingCopies = new Map();
let count = 0; // ids of fields, unique in the page

// A form for a copy, filled with one or empty.
export function copyForm(media, copy, { action, send, done, cancel }) {
  const id = `copy-${++count}`;
  const field = (name, label, attributes = {}) =>
    el(
      'p',
      { class: 'field' },
      el('label', { for: `${id}-${name}` }, label),
      el('input', {
        id: `${id}-${name}`,
        name,
        type: 'text',
        value: copy?.[name] ?? '',
        autocomplete: 'off',
        ...attributes,
      }),
    );
  const form = el(
    'form',
    { id, method: 'post', action, class: 'copy-form' },
    copy
      ? el('input', { type: 'hidden', name: '_method', value: 'PUT' })
      : el('input', { type: 'hidden', name: 'media_id', value: media.id }),
    el(
      'div',
      { class: 'fields' },
      field('format', 'Format', {
        list: `${id}-formats`,
        required: true,
        maxlength: '50',
        placeholder: FORMATS[media.type].slice(0, 2).join(', '),
      }),
      field('platform', 'Platform', {
        maxlength: '100',
        placeholder:
          { GAME: 'Switch, PC', MOVIE: 'Shelf, a service', TV_SHOW: 'Shelf, a service' }[media.type] ??
          'Shelf, a reader',
      }),
      field('vod_link', 'Link', {
        type: 'url',
        inputmode: 'url',
        placeholder: media.type === 'BOOK' ? 'Where to read it' : 'Where to watch or get it',
      }),
      field('note', 'Note', { maxlength: '10000', placeholder: 'Where it stands, who has it' }),
    ),
    el('datalist', { id: `${id}-formats` }, ...FORMATS[media.type].map((value) => el('option', { value }))),
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn', type: 'button', onclick: cancel }, 'Cancel'),
      el('button', { class: 'btn primary', type: 'submit' }, copy ? 'Save' : 'Add the copy'),
    ),
  );
  smooth(form, {
    send: async (fields) => {
      await settled();
      return send(fields);
    },
    done,
  });
  return form;
}

export function copyWords(copy) {
  return [
    el('b', {}, said(copy.format)),
    copy.platform ? el('span', {}, said(copy.platform)) : null,
    copy.note ? el('span', { class: 'dim' }, said(copy.note)) : null,
    copy.vod_link ? outward(copy.vod_link, icon('external-link')) : null,
  ].filter(Boolean);
}

class MyCopies extends HTMLElement {
  #media = null;
  #copies = [];

  show(media, copies) {
    if ($('form', this) && this.#media?.id === media.id) return; // somebody is typing
    this.#media = media;
    this.#copies = copies.filter(({ id }) => !leavingCopies.has(id));
    this.#draw();
  }

  #draw() {
    const plain = this.hasAttribute('plain');
    const add = el(
      'button',
      {
        class: 'btn quiet',
        type: 'button',
        'data-add': '',
        title: plain ? 'Add a copy' : null,
        'aria-label': plain ? `Add a copy: ${this.#media.title}` : null,
        onclick: () => this.#add(),
      },
      icon('plus'),
      el('span', {}, 'Add a copy'),
    );
    const lines = this.#copies.length
      ? el('ul', { class: 'copies' }, ...this.#copies.map((copy) => this.#line(copy)))
      : null;
    if (plain) this.replaceChildren(...[add, lines].filter(Boolean));
    else
      this.replaceChildren(
        el(
          'div',
          { class: 'part-h' },
          el(this.dataset.heading ?? 'h3', {}, 'My copies'),
          el('span', { class: 'dim' }, lines ? many(this.#copies.length, 'copy', 'copies') : ''),
          add,
        ),
        lines ?? el('p', { class: 'dim' }, 'You don’t own a copy yet.'),
      );
  }
  #set(copies) {
    this.#copies = copies;
    this.#draw();
    this.dispatchEvent(new CustomEvent('copies', { detail: copies.length, bubbles: true }));
  }

  #line(copy) {
    const which = [this.hasAttribute('plain') ? this.#media.title : null, copy.format, copy.platform].filter(Boolean);
    const button = (name, label, run) =>
      el(
        'button',
        {
          class: 'btn quiet round',
          type: 'button',
          'aria-label': `${label}: ${which.join(', ')}`,
          title: label,
          onclick: run,
        },
        icon(name),
        el('span', { class: 'no-icon' }, label),
      );
    return el(
      'li',
      { 'data-copy': copy.id },
      el('span', { class: 'copy' }, ...copyWords(copy)),
      button('pencil', 'Edit the copy', ({ currentTarget }) => this.#edit(copy, currentTarget.closest('li'))),
      button('trash-2', 'Remove the copy', () => this.#remove(copy)),
    );
  }

  // One form at a time: the next would draw over what is typed into it.
  #typing() {
    const input = $('.copy-form input[type=text]', this);
    input?.focus();
    return Boolean(input);
  }

  #add() {
    if (this.#typing()) return;
    const form = copyForm(this.#media, null, {
      action: 'cgi-bin/collection.cgi/copies',
      cancel: () => {
        this.#draw();
        $('[data-add]', this).focus();
      },
      send: (fields) => api.post('collection.cgi/copies', { ...fields, media_id: this.#media.id }),
      done: (copy) => {
        this.#set([...this.#copies, copy]);
        $('[data-add]', this).focus();
        toast(`Yours: ${copy.format}`, {
          undo: () =>
            api.delete(path(copy)).then(() => this.#set(this.#copies.filter(({ id }) => id !== copy.id)), complain),
        });
      },
    });
    this.append(form);
    $('[name=format]', form).focus();
  }

  #edit(copy, line) {
    if (this.#typing()) return;
    const back = () => {
      this.#draw();
      $(`[data-copy="${CSS.escape(copy.id)}"] button`, this)?.focus();
    };
    const put = async (fields) => this.#change(await api.put(path(copy), fields));
    const form = copyForm(this.#media, copy, {
      action: `cgi-bin/${path(copy)}`,
      cancel: back,
      send: put,
      done: () => {
        back();
        toast('Copy saved', {
          undo: () => put(Object.fromEntries(FIELDS.map((name) => [name, copy[name]]))).catch(complain),
        });
      },
    });
    line.replaceChildren(form);
    $('[name=format]', form).focus();
  }
  #change(copy) {
    this.#set(this.#copies.map((one) => (one.id === copy.id ? copy : one)));
    return copy;
  }

  #remove(copy) {
    if (this.#typing()) return;
    const before = this.#copies;
    const isSame = ({ id, format }) => id !== copy.id && format.toLowerCase() === copy.format.toLowerCase();
    const format = before.some(isSame) ? null : copy.format.toLowerCase();
    later(path(copy), `No longer yours: ${copy.format}`, {
      hide: () => {
        leavingCopies.set(copy.id, { format });
        this.#set(before.filter((one) => one !== copy));
      },
      show: () => {
        leavingCopies.delete(copy.id);
        this.#set(this.#copies.toSpliced(before.indexOf(copy), 0, copy)); // among those that came meanwhile
        // A list that was drawn anew meanwhile.
        if (!this.isConnected) document.dispatchEvent(new CustomEvent('list-changed'));
      },
      done: () => leavingCopies.delete(copy.id),
    });
    $('[data-add]', this).focus();
  }
}
customElements.define('my-copies', MyCopies);
