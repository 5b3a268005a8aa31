// Copies one owns: each a line that can be edited and removed, and a form to add one.
//
//   const part = el('my-copies');
//   part.show(media, media.my.copies);     // says `copies` (detail: how many) when one came or went
//   part.setAttribute('plain', '');        // without a heading, for a line of a list

import { $, el, icon } from '../core/dom.js';
import { amend } from '../core/amend.js';
import { api } from '../core/api.js';
import { complain, later, toast } from '../ui/toast.js';
import { many } from '../core/words.js';
import { bringBack } from './change-copy.js';
import { FIELDS, copyForm } from './copy-form.js';
import { copyPath, copyWords } from './copy-words.js';

// Copies whose DELETE waits for the end of its Undo: whatever is read meanwhile still has them.
export const leavingCopies = new Map();

// What belongs together is sent together.
const TOGETHER = [
  ['lent_to', 'lent_on', 'due_on'],
  ['price', 'currency'],
];
function changedIn(fields, copy) {
  const differs = (name) => (fields[name] ?? null) !== (copy[name] ?? null);
  const names = FIELDS.filter((name) => (TOGETHER.find((all) => all.includes(name)) ?? [name]).some(differs));
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
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
      copy.lent_to
        ? el(
            'button',
            {
              class: 'btn returned',
              type: 'button',
              'aria-label': `Returned: ${[...which, copy.lent_to].join(', ')}`,
              onclick: () => this.#bringBack(copy),
            },
            'Returned',
          )
        : null,
      button('pencil', 'Edit the copy', ({ currentTarget }) => this.#edit(copy, currentTarget.closest('li'))),
      button('trash-2', 'Remove the copy', () => this.#remove(copy)),
    );
  }

  // The focus stays in its line.
  async #bringBack(copy) {
    if (this.#typing()) return;
    await bringBack(copy, (after) => {
      const line = `[data-copy="${CSS.escape(copy.id)}"]`;
      const isHere = $(line, this)?.contains(document.activeElement);
      this.#change(after);
      if (isHere) ($(`${line} .returned`, this) ?? $(`${line} button`, this)).focus();
    });
  }

  // One form at a time: the next would draw over what is typed into it.
  #typing() {
    const input = $('.copy-form [name=format]', this);
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
            api.delete(copyPath(copy)).then(() => this.#set(this.#copies.filter(({ id }) => id !== copy.id)), complain),
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
      $(`[data-copy="${CSS.escape(copy.id)}"] .round`, this)?.focus();
    };
    let changed = {};
    const save = async (fields, base) =>
      Object.keys(fields).length ? this.#change(await amend(copyPath(copy), fields, { base })) : base;
    const form = copyForm(this.#media, copy, {
      action: `cgi-bin/${copyPath(copy)}`,
      cancel: back,
      send: (fields) => {
        changed = changedIn(fields, copy);
        return save(changed, copy);
      },
      done: (after) => {
        const before = Object.fromEntries(Object.keys(changed).map((name) => [name, copy[name] ?? null]));
        back();
        toast('Copy saved', { undo: () => save(before, after).catch(complain) });
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
    later(copyPath(copy), `No longer yours: ${copy.format}`, {
      hide: () => {
        leavingCopies.set(copy.id, copy);
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
