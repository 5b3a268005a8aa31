// The menu of a title's status, opened at its card: by a right click or the menu key, or by a finger that stays on it.
// Fetched with the first finger, or the first of those clicks: see ui/lists.js.
//
//   cardMenu(card, event);      // where it happened is where it opens

import { openShelfMenu } from './shelf-menu.js';

const HOLD = 500; // ms
const STILL = 10; // px

let finger = null; // the one that is on a card: { x, y, timer }
let opened = null; // by the finger that is there still, or was there last: opens it again

export function cardMenu(card, { clientX, clientY }) {
  const open = () => openShelfMenu(new DOMRect(clientX, clientY, 0, 0), card.media, card.entry);
  if (finger) opened = open;
  letGo();
  open();
}
function letGo() {
  clearTimeout(finger?.timer);
  finger = null;
}

addEventListener('pointerdown', (event) => {
  letGo();
  opened = null;
  const card = event.target.closest('title-card, going-card');
  if (!card || event.pointerType !== 'touch' || !event.isPrimary) return;
  card.style.webkitTouchCallout = card.style.webkitUserSelect = card.style.userSelect = 'none'; // a browser's own
  const { clientX: x, clientY: y } = event;
  finger = { x, y, timer: setTimeout(cardMenu, HOLD, card, event) };
});
addEventListener('pointermove', ({ clientX: x, clientY: y }) => {
  if (finger && Math.hypot(x - finger.x, y - finger.y) > STILL) letGo();
});
addEventListener('pointercancel', letGo); // the page is scrolled
addEventListener('pointerup', () => {
  letGo();
  // A menu closes when a finger comes up beside it; the one that opened it does, too.
  if (opened) setTimeout(() => opened?.());
});
// Nor does it also open the title.
addEventListener(
  'click',
  (event) => {
    if (!opened || !event.detail) return; // (Enter counts none)
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
