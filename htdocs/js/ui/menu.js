// ⋯ and the menu that it opens: what is done rarely. On a desk it opens beside its button, on a phone it comes from
// below.
//
//   parent.append(...moreMenu(() => [{ icon: 'trash-2', words: 'Delete this title', run }, …]));
//   // asked for each time it opens; `rule`: a line above; `bad`: what can’t be taken lightly
//   moreMenu(() => […], media.title)      // where there are several of them: which

import { $, $$, el, icon } from '../core/dom.js';
import { wayOf } from './first-keys.js';

// Inside the window, below a box (a button's) or a point, or above it. (The style sheet overrules it on a phone.)
export function placeBeside(menu, at) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const top = at.bottom + 6 + height > innerHeight ? Math.max(8, at.top - 6 - height) : at.bottom + 6;
  const left = Math.max(8, Math.min(at.width ? at.right - width : at.left, innerWidth - width - 8));
  menu.style.setProperty('--top', `${top}px`);
  menu.style.setProperty('--left', `${left}px`);
}

// Arrow keys go from one item to the next, and around.
export function moveByArrows(menu, event) {
  const way = wayOf(event);
  if (!way) return;
  event.preventDefault();
  const items = $$('.item', menu);
  items[(items.indexOf(document.activeElement) + way + items.length) % items.length].focus();
}

export function moreMenu(itemsOf, which = null) {
  const label = which ? `More: ${which}` : 'More';
  const menu = el('div', { class: 'menu more-menu', popover: 'auto', role: 'dialog', 'aria-label': label });
  const item = ({ icon: name, words, run, rule = false, bad = false }) =>
    el(
      'div',
      { class: rule ? 'rule' : null },
      el(
        'button',
        {
          class: `item${bad ? ' bad' : ''}`,
          type: 'button',
          onclick: () => {
            menu.hidePopover();
            run();
          },
        },
        icon(name),
        words,
      ),
    );
  const button = el(
    'button',
    {
      class: 'btn quiet round more-button',
      type: 'button',
      'aria-label': label,
      title: 'More',
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      onclick: () => menu.showPopover(),
    },
    icon('ellipsis'),
    el('span', { class: 'no-icon' }, '⋯'),
  );
  menu.addEventListener('keydown', (event) => moveByArrows(menu, event));
  menu.addEventListener('beforetoggle', ({ newState }) => {
    button.setAttribute('aria-expanded', String(newState === 'open'));
    if (newState === 'open') menu.replaceChildren(...itemsOf().filter(Boolean).map(item));
  });
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'open') return;
    placeBeside(menu, button.getBoundingClientRect());
    $('.item', menu).focus({ preventScroll: true });
  });
  return [button, menu];
}
