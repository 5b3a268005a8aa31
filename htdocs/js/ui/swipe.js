// What comes from below on a phone goes there again by a finger: it follows it downwards, and closes when it is let go
// far enough down, or fast; else it comes back. Keys and buttons do what they did. Fetched with the first of them.
//
//   swipe(menu, { close: () => menu.hidePopover() });
//   swipe(dialog, { by: bar, close });      // where what is in it can be scrolled: what it is held by

import { calm } from '../core/dom.js';

const SLOP = 8; // px by which a finger that taps may move
const FAR = 0.3; // of its height
const FAST = 0.5; // px a ms
const narrow = matchMedia('(width < 720px)'); // where the style sheets have them come from below
const known = new WeakSet();

export function swipe(sheet, { by = sheet, close }) {
  if (known.has(sheet)) return;
  known.add(sheet);
  let finger = null; // { id, from, at, time, speed, isMoving }
  let isGoing = false; // it was let go far enough down

  // The browser scrolls nothing by it. What is higher than the window is scrolled, and doesn't follow.
  const isScrolled = () => by.scrollHeight > by.clientHeight && getComputedStyle(by).overflowY !== 'visible';
  const settle = () => {
    by.style.touchAction = narrow.matches && !isScrolled() ? 'none' : '';
  };
  new ResizeObserver(settle).observe(by); // as it is shown, too
  narrow.addEventListener('change', settle);

  const put = (translate) => Object.assign(sheet.style, { translate, transition: translate && 'none' });
  async function release(isGone) {
    const { translate } = sheet.style;
    finger = null;
    put(isGone ? '0 100%' : '0 0');
    const way = { translate: [translate, isGone ? '0 100%' : '0 0'] };
    isGoing = isGone;
    if (!calm()) await sheet.animate(way, { duration: 200, easing: 'ease-out' }).finished;
    if (isGoing) close();
    isGoing = false;
    if (isGone ? !sheet.checkVisibility() : !finger) put('');
  }

  by.addEventListener('pointerdown', ({ pointerId: id, pointerType, isPrimary, clientY: at, timeStamp: time }) => {
    if (pointerType !== 'mouse' && isPrimary && !isGoing && by.style.touchAction)
      finger = { id, from: at, at, time, speed: 0, isMoving: false };
  });
  by.addEventListener('pointermove', ({ pointerId, clientY: at, timeStamp: time }) => {
    if (pointerId !== finger?.id) return;
    const far = at - finger.from;
    if (!finger.isMoving && Math.abs(far) < SLOP) return;
    if (!finger.isMoving && far < 0) {
      finger = null; // it is no way up
      return;
    }
    if (!finger.isMoving) by.setPointerCapture(pointerId); // and no click on what it began at
    const speed = (at - finger.at) / Math.max(1, time - finger.time);
    Object.assign(finger, { at, time, speed, isMoving: true });
    put(`0 ${Math.max(0, far)}px`);
  });
  by.addEventListener('pointerup', ({ pointerId, timeStamp }) => {
    if (pointerId !== finger?.id) return;
    const { from, at, time, speed, isMoving } = finger;
    // A finger that rests before it is lifted throws nothing.
    const isThrown = speed > FAST && timeStamp - time < 100;
    if (isMoving) release(at - from > FAR * sheet.offsetHeight || isThrown);
    else finger = null;
  });
  by.addEventListener('pointercancel', ({ pointerId }) => {
    if (pointerId !== finger?.id) return;
    if (finger.isMoving) release(false);
    else finger = null;
  });
  // The next time it comes as it always does. A key may have been faster than what moves.
  for (const news of ['close', 'toggle'])
    sheet.addEventListener(news, () => {
      isGoing = false;
      finger = null;
      put('');
    });
}
