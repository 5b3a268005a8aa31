// <shelf-menu>: the statuses to choose from, for one title that is on the shelf. One for the whole page; on a desk it
// opens beside its button, on a phone it comes from below.
//
//   import { openShelfMenu } from './shelf-menu.js';
//   openShelfMenu(button, media, entry);

import { $, el, icon, said } from '../core/dom.js';
import { STATUS } from '../core/words.js';
import { moveByArrows, placeBeside } from '../ui/menu.js';
import { change, remove } from './shelf.js';

class ShelfMenu extends HTMLElement {
  #media = null;
  #entry = null;

  connectedCallback() {
    this.setAttribute('popover', 'auto');
    this.setAttribute('class', 'menu');
    this.addEventListener('submit', (event) => this.#choose(event));
    this.addEventListener('keydown', (event) => moveByArrows(this, event));
  }

  open(button, media, entry) {
    this.#media = media;
    this.#entry = entry;
    const action = `cgi-bin/usermedia.cgi/${encodeURIComponent(entry.id)}`;
    const items = Object.entries(STATUS).map(([value, { label, icon: name }]) =>
      el(
        'button',
        {
          class: `item s-${value}`,
          type: 'submit',
          name: 'status',
          value,
          'aria-pressed': String(value === entry.status),
        },
        icon(name),
        label,
      ),
    );
    this.replaceChildren(
      el('p', { class: 'menu-h' }, said(media.title)),
      el(
        'form',
        { method: 'post', action },
        el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
        ...items,
      ),
      el(
        'form',
        { method: 'post', action, class: 'rule' },
        el('input', { type: 'hidden', name: '_method', value: 'DELETE' }),
        el('button', { class: 'item', type: 'submit' }, icon('bookmark-minus'), 'Take off my shelf'),
      ),
    );
    this.setAttribute('aria-label', `${media.title}: status`);
    this.setAttribute('role', 'dialog');
    this.showPopover();
    placeBeside(this, button);
    $('[aria-pressed="true"]', this).focus({ preventScroll: true });
  }

  #choose(event) {
    event.preventDefault();
    const { status = null } = event.submitter.name ? { status: event.submitter.value } : {};
    const [media, entry] = [this.#media, this.#entry];
    this.hidePopover();
    if (!status) remove(media, entry);
    else if (status !== entry.status) change(media, entry, { status });
  }
}
customElements.define('shelf-menu', ShelfMenu);

let menu = null;
export function openShelfMenu(button, media, entry) {
  if (!menu?.isConnected) {
    menu = el('shelf-menu');
    document.body.append(menu);
  }
  menu.open(button, media, entry);
}
