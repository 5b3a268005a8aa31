// The menu of a title's status, opened at its card: by a right click or the menu key, or by a finger that stays on it
// (`hold`), unless the list has another use for that.
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
  if (opened) return void opened(); // a browser says the same of the finger, once more
  const isFree = !finger || card.dispatchEvent(new CustomEvent('hold', { bubbles: true, cancelable: true }));
  if (finger) opened = isFree ? open : () => {};
  letGo();
  if (isFree) open();
}
function letGo() {
  clearTimeout(finger?.timer);
  finger = null;
}

const isAway = ({ clientX, clientY }, { x, y }) => Math.hypot(clientX - x, clientY - y) > STILL;

// Since when it is there: a time of performance.now().
function putDown(target, { clientX, clientY }, since) {
  const card = target.closest('title-card, going-card');
  if (!card) return;
  card.style.webkitTouchCallout = card.style.webkitUserSelect = card.style.userSelect = 'none'; // a browser's own
  const left = HOLD - (performance.now() - since);
  finger = { x: clientX, y: clientY, timer: setTimeout(cardMenu, left, card, { clientX, clientY }) };
}
// The one that had this module fetched: a touchstart, and what pointers have done since.
export function firstFinger({ target, touches: [touch, ...others], timeStamp }, since) {
  const at = { x: touch.clientX, y: touch.clientY };
  if (others.length || since.some((event) => event.type !== 'pointermove' || isAway(event, at))) return;
  putDown(target, touch, timeStamp);
}

addEventListener('pointerdown', (event) => {
  letGo();
  opened = null;
  if (event.pointerType === 'touch' && event.isPrimary) putDown(event.target, event, event.timeStamp);
});
addEventListener('pointermove', (event) => {
  if (finger && isAway(event, finger)) letGo();
});
addEventListener('pointercancel', letGo); // the page is scrolled
// A menu closes when a finger comes up beside it, and by the click after it; the one that opened it does, too.
const openAgain = () => setTimeout(() => opened?.());
addEventListener('pointerup', () => {
  letGo();
  if (opened) openAgain();
});
// Nor does it also open the title.
addEventListener(
  'click',
  (event) => {
    if (!opened || !event.detail) return; // (Enter counts none)
    event.preventDefault();
    event.stopPropagation();
    openAgain();
  },
  true,
);
