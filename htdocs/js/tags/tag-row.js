// <tag-row>: a tag of mine among others: a way to all that has it, another name for it, and off with it.
//
//   list.append(tagRow({ name: 'beach', count: 3 }));       // in a line of its own

import { $, el, icon, said } from '../core/dom.js';
import { api } from '../core/api.js';
import { clearErrors, smooth } from '../core/forms.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { many } from '../core/words.js';
import { isAlike, shelfOf, tagPath } from './tags.js';

const MOST = 100; // that have it in them
const anew = () => document.dispatchEvent(new CustomEvent('list-changed'));

class TagRow extends HTMLElement {
  tag = null;

  show() {
    const { name, count } = this.tag;
    const button = (className, words, sign, run) =>
      el(
        'button',
        {
          class: `btn quiet round ${className}`,
          type: 'button',
          'aria-label': `${words}: ${name}`,
          title: words,
          onclick: run,
        },
        icon(sign),
        el('span', { class: 'no-icon' }, words),
      );
    this.replaceChildren(
      el(
        'a',
        { href: shelfOf(name) },
        icon('tag'),
        el('span', { class: 't' }, said(name)),
        el('small', {}, many(count, 'title')),
      ),
      button('rename', 'Rename', 'pencil', () => this.#edit()),
      button('drop', 'Take it off everything', 'trash-2', () => this.#drop()),
    );
  }

  #edit() {
    const { name } = this.tag;
    const input = el('input', {
      id: 'tag-name',
      name: 'name',
      type: 'text',
      value: name,
      required: true,
      autocomplete: 'off',
      autocapitalize: 'none',
      enterkeyhint: 'done',
    });
    const form = el(
      'form',
      { id: 'rename', method: 'post', action: `cgi-bin/${tagPath(name)}`, noValidate: true },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('p', { class: 'field' }, el('label', { class: 'vh', for: 'tag-name' }, 'Name'), input),
      el('button', { class: 'btn primary', type: 'submit' }, 'Save'),
      el('button', { class: 'btn', type: 'button', onclick: () => this.#leave() }, 'Cancel'),
    );
    const others = document.querySelector('#rename')?.closest('tag-row');
    others?.show();
    smooth(form, { send: (fields) => this.#send(fields.name ?? ''), done: (after) => this.#renamed(after) });
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.#leave();
    });
    this.replaceChildren(form);
    clearErrors(form);
    input.focus();
    input.select();
  }
  #leave() {
    this.show();
    $('.rename', this).focus();
  }

  // Another that is called so takes it in: what had both can’t be told apart afterwards. So that is asked first.
  async #send(to) {
    const { name } = this.tag;
    await settled(); // it may be the one that is on its way out
    const other = isAlike(to, name) || !to.trim() ? null : await this.#find(to.trim());
    if (!other || isAlike(other.name, name)) {
      const after = await api.patch(tagPath(name), { name: to });
      return { ...after, isMerged: after.count !== this.tag.count }; // by somebody who was faster
    }
    const { askFirst } = await import('../ui/confirm.js');
    let merged = null;
    await askFirst({
      title: `Make “${name}” and “${other.name}” one?`,
      text:
        `There is a tag “${other.name}” already, on ${many(other.count, 'title')}. ` +
        `All that has “${name}” gets it instead. This can’t be undone.`,
      yes: 'Make them one',
      danger: false,
      run: () => api.patch(tagPath(name), { name: other.name }),
      done: (after) => {
        merged = { ...after, isMerged: true };
      },
    });
    return merged; // null: it was given up
  }
  // One of mine that is called so.
  async #find(name) {
    const { tags } = await api.get('diary.cgi/tags', { query: { q: name, page_size: MOST } });
    return tags.find((one) => isAlike(one.name, name));
  }

  #renamed(after) {
    if (!after) {
      this.#leave();
      return;
    }
    const before = this.tag;
    if (after.isMerged) toast(`“${before.name}” is “${after.name}” now: ${many(after.count, 'title')}`);
    else if (after.name !== before.name)
      toast(`“${before.name}” is called “${after.name}” now`, {
        undo: async () => {
          try {
            await api.patch(tagPath(after.name), { name: before.name });
          } catch (error) {
            complain(error);
          }
          anew();
        },
      });
    this.tag = { name: after.name, count: after.count };
    this.#leave();
    anew();
  }

  #drop() {
    const { name } = this.tag;
    const line = this.parentElement;
    const next = (line.nextElementSibling ?? line.previousElementSibling)?.querySelector('a') ?? $('#main');
    later(tagPath(name), `“${name}” is off everything`, {
      hide: () => {
        line.hidden = true;
        next.focus({ preventScroll: true });
      },
      show: () => {
        if (line.isConnected) line.hidden = false;
        else anew();
      },
      done: anew,
    });
  }
}
customElements.define('tag-row', TagRow);

export function tagRow(tag) {
  const row = el('tag-row', { 'data-id': tag.name });
  row.tag = tag;
  row.show();
  return el('li', {}, row);
}
