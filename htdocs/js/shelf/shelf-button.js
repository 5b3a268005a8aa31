// <shelf-button>: "put on my shelf", or how it stands there. A form like every action; a click on a status opens the
// menu. Says `entry` (detail: the entry or null) when its title's place on the shelf changed, wherever that was done.
//
//   const button = el('shelf-button');
//   button.show(media, entry);       // entry: {id, status, …} or null
//   button.setAttribute('wide', ''); // with words, for the title on its own; otherwise round, on a cover

import { $, el, icon } from '../core/dom.js';
import { STATUS } from '../core/words.js';
import { onShelf } from './changes.js';

// What a click does comes after what is shown, and before the click: the network may be away by then.
const actions = () => import('./shelf.js');
const nothing = () => {};

class ShelfButton extends HTMLElement {
  #media = null;
  #entry = null;

  show(media, entry) {
    this.#media = media;
    this.#entry = entry;
    if (entry) this.replaceChildren(this.#status());
    else this.replaceChildren(this.#put());
  }

  get entry() {
    return this.#entry;
  }

  #put() {
    const words = el('span', { class: 'words' }, 'Add to shelf (Want)');
    return el(
      'form',
      { method: 'post', action: 'cgi-bin/usermedia.cgi/', onsubmit: (event) => this.#shelve(event) },
      el('input', { type: 'hidden', name: 'media_id', value: this.#media.id }),
      el(
        'button',
        {
          class: 'chip',
          type: 'submit',
          'aria-label': `Add to shelf (Want): ${this.#media.title}`,
          title: 'Add to shelf (Want)',
        },
        icon('plus'),
        words,
      ),
    );
  }

  #status() {
    const { label, icon: name } = STATUS[this.#entry.status];
    return el(
      'button',
      {
        class: `chip on s-${this.#entry.status}`,
        type: 'button',
        'aria-haspopup': 'dialog',
        title: label,
        'aria-label': `${this.#media.title}: ${label}. Change`,
        onclick: async ({ currentTarget }) =>
          (await import('./shelf-menu.js')).openShelfMenu(
            currentTarget.getBoundingClientRect(),
            this.#media,
            this.#entry,
          ),
      },
      icon(name),
      el('span', { class: 'words' }, label),
    );
  }

  async #shelve(event) {
    event.preventDefault();
    const button = event.submitter;
    button.disabled = true;
    await (await actions()).shelve(this.#media);
    button.disabled = false;
  }

  connectedCallback() {
    BUTTONS.add(this);
    setTimeout(() => actions().catch(nothing));
  }
  disconnectedCallback() {
    BUTTONS.delete(this);
  }

  hear(media, entry) {
    if (this.#media?.id !== media.id) return;
    const focused = this.contains(document.activeElement) || document.activeElement === document.body;
    this.show(this.#media, entry);
    if (focused) $('.chip', this).focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent('entry', { detail: entry }));
  }
}
const BUTTONS = new Set();
onShelf(({ media, entry }) => {
  for (const button of BUTTONS) button.hear(media, entry);
});
customElements.define('shelf-button', ShelfButton);
