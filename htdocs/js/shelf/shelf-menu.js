// <shelf-menu>: the statuses to choose from, for one title. One for the whole page; on a desk it opens beside its
// button or where somebody points, on a phone it comes from below.
//
//   import { openShelfMenu } from './shelf-menu.js';
//   openShelfMenu(at, media, entry);       // at: a box or a point, as a DOMRect; entry: null when it isn't there
//   openShelfMenu(at, { title }, null, pick);      // what isn't in the catalogue yet: pick(status) does it

import { account } from '../core/account.js';
import { $, el, icon, said } from '../core/dom.js';
import { STATUS } from '../core/words.js';
import { moveByArrows, placeBeside } from '../ui/menu.js';
import { change, remove, shelve } from './shelf.js';

class ShelfMenu extends HTMLElement {
  #media = null;
  #entry = null;
  #pick = null;

  connectedCallback() {
    this.setAttribute('popover', 'auto');
    this.setAttribute('class', 'menu');
    this.addEventListener('submit', (event) => this.#choose(event));
    this.addEventListener('keydown', (event) => moveByArrows(this, event));
  }

  get media() {
    return this.#media;
  }

  open(at, media, entry, pick) {
    this.#pick = pick;
    this.#media = media;
    this.#entry = entry;
    const action = `cgi-bin/usermedia.cgi/${entry ? encodeURIComponent(entry.id) : ''}`;
    const items = Object.entries(STATUS).map(([value, { label, icon: name }]) =>
      el(
        'button',
        {
          class: `item s-${value}`,
          type: 'submit',
          name: 'status',
          value,
          'aria-pressed': String(value === entry?.status),
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
        entry
          ? el('input', { type: 'hidden', name: '_method', value: 'PATCH' })
          : el('input', { type: 'hidden', name: 'media_id', value: media.id ?? '' }),
        ...items,
      ),
      ...(entry ? [this.#off(action)] : []),
      ...(account() && !pick ? [this.#lists(at)] : []),
    );
    this.setAttribute('aria-label', `${media.title}: status`);
    this.setAttribute('role', 'dialog');
    if (!this.matches(':popover-open')) this.showPopover();
    placeBeside(this, at);
    ($('[aria-pressed="true"]', this) ?? $('.item', this)).focus({ preventScroll: true });
  }
  #off(action) {
    return el(
      'form',
      { method: 'post', action, class: 'rule' },
      el('input', { type: 'hidden', name: '_method', value: 'DELETE' }),
      el('button', { class: 'item', type: 'submit' }, icon('bookmark-minus'), 'Take off my shelf'),
    );
  }

  #lists(at) {
    const media = this.#media;
    const open = async () => {
      this.hidePopover();
      (await import('../title/title-acts.js')).addToList({ at: null, media, box: at });
    };
    return el(
      'div',
      { class: 'rule' },
      el('button', { class: 'item', type: 'button', onclick: open }, icon('rows-3'), 'Add to a list…'),
    );
  }

  #choose(event) {
    event.preventDefault();
    const { status = null } = event.submitter.name ? { status: event.submitter.value } : {};
    const [media, entry, pick] = [this.#media, this.#entry, this.#pick];
    this.hidePopover();
    if (pick) pick(status);
    else if (!status) remove(media, entry);
    else if (!entry) shelve(media, status);
    else if (status !== entry.status) change(media, entry, { status });
  }
}
customElements.define('shelf-menu', ShelfMenu);

let menu = null;
export function openShelfMenu(at, media, entry, pick = null) {
  if (!menu?.isConnected) {
    menu = el('shelf-menu');
    document.body.append(menu);
  }
  menu.open(at, media, entry, pick);
  return menu;
}
