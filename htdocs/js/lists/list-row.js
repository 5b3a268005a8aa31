// <list-row>: a title on a list: its cover, with its place where the list is ranked, what it is called, a note; and for
// whom the list belongs to a handle to move it by (see order.js), and a menu for the rest.
//
//   const row = el('list-row');
//   row.show(item, { list, total, isMine, step, goTo, remove });    // what its menu does; item: as the API has it
//   row.number(3, 12);                                              // it is the third of twelve now

import { amend } from '../core/amend.js';
import { $, el, icon, said } from '../core/dom.js';
import { draftOf } from '../core/drafts.js';
import { smooth } from '../core/forms.js';
import { KIND, number, titleWords } from '../core/words.js';
import { pictureOf } from '../title/picture.js';
import { chooseInForm } from '../ui/both-texts.js';
import { moreMenu } from '../ui/menu.js';
import { complain, toast } from '../ui/toast.js';
import { pathOf } from './list-form.js';

export const itemPath = (list, id) => `${pathOf(list)}/items/${encodeURIComponent(id)}`;

class ListRow extends HTMLElement {
  #item = null;
  #how = null;

  get item() {
    return this.#item;
  }
  focus(options) {
    $('a', this)?.focus(options);
  }

  show(item, how) {
    this.#item = item;
    this.#how = how;
    const { media } = item;
    this.dataset.id = media.id;
    this.setAttribute('class', KIND[media.type].key);
    this.replaceChildren(
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(media.id)}` },
        how.list.is_ranked ? el('span', { class: 'nth' }) : '',
        el('span', { class: 'cover' }, pictureOf(media, 160)),
        titleWords(media),
      ),
      el('div', { class: 'row-note' }),
    );
    if (how.isMine) this.append(this.#handle(), ...moreMenu(() => this.#menu(), media.title));
    this.number(item.position, how.total);
    this.#showNote();
    if (how.isMine && this.#draft.read() !== null) this.#write();
  }

  #handle() {
    return el(
      'button',
      { class: 'btn quiet round handle', type: 'button', title: 'Drag it, or press ↑ or ↓' },
      icon('grip-vertical'),
      el('span', { class: 'no-icon' }, '↕'),
    );
  }
  number(nth, total) {
    const place = $('.nth', this);
    if (place) place.textContent = number(nth);
    $('.handle', this)?.setAttribute('aria-label', `Move ${this.#item.media.title}, ${nth} of ${total}: arrow keys`);
  }

  #menu() {
    const { step, goTo, remove } = this.#how;
    return [
      { icon: 'arrow-up', words: 'Up', run: () => step(this, -1) },
      { icon: 'arrow-down', words: 'Down', run: () => step(this, 1) },
      { icon: 'arrow-up-down', words: 'To another place…', run: () => goTo(this) },
      {
        icon: 'pencil',
        words: this.#item.note ? 'Change the note' : 'Write a note',
        rule: true,
        run: () => this.#write(),
      },
      { icon: 'x', words: 'Take it off the list', rule: true, run: () => remove(this) },
    ];
  }

  // ---- its note -----------------------------------------------------------------------------------------------------
  get #draft() {
    return draftOf(`list-note.${this.#how.list.id}.${this.#item.id}`);
  }
  #showNote() {
    const { note } = this.#item;
    $('.row-note', this).replaceChildren(...(note ? [el('p', {}, said(note))] : []));
  }
  #change(fields, base) {
    return amend(itemPath(this.#how.list, this.#item.id), fields, { base });
  }

  #write() {
    const { media, id } = this.#item;
    const base = { note: this.#item.note };
    const name = `note-${id}`;
    const text = el('textarea', { id: name, name: 'note', maxlength: '10000', rows: '2' });
    text.value = this.#draft.read() ?? base.note ?? '';
    text.addEventListener('input', () => this.#draft.keep(text.value));
    const form = el(
      'form',
      { id: `${name}-form`, method: 'post', action: `cgi-bin/${itemPath(this.#how.list, id)}` },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('p', { class: 'field' }, el('label', { for: name, class: 'vh' }, `Note on ${media.title}`), text),
      el(
        'p',
        { class: 'actions end' },
        el('button', { class: 'btn', type: 'button', onclick: () => this.#written() }, 'Cancel'),
        el('button', { class: 'btn primary', type: 'submit' }, 'Save'),
      ),
    );
    const choose = (error) => {
      if (error.code !== 'changed_elsewhere') throw error;
      chooseInForm(form, error, {
        base,
        take: (_, theirs) => {
          text.value = theirs ?? '';
        },
      });
      return null;
    };
    const before = this.#item.note;
    smooth(form, {
      send: () => this.#change({ note: text.value.trim() ? text.value : null }, base).catch(choose),
      done: (after) => {
        if (!after) return;
        this.#item = after;
        this.#written();
        if (after.note !== before)
          toast(after.note ? 'Note saved' : 'Note removed', { undo: () => this.#undo(before, after) });
      },
    });
    $('.row-note', this).replaceChildren(form);
    text.focus();
  }
  async #undo(note, { note: mine }) {
    try {
      this.#item = await this.#change({ note }, { note: mine });
      this.#showNote();
    } catch (error) {
      complain(error);
    }
    document.dispatchEvent(new CustomEvent('list-changed'));
  }
  #written() {
    this.#draft.forget();
    this.#showNote();
    $('.more-button', this).focus();
  }
}
customElements.define('list-row', ListRow);
