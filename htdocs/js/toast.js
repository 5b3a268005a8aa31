// A line of news with Undo, for five seconds. One at a time.
//
//   toast('Saved.');
//   toast('Dune: Finished', { undo: () => putBack() });
//   toast('Dune is off your shelf', { undo: show, commit: ({ leaving }) => reallyDelete() });
//
// With `commit`, nothing has been sent yet: it runs when the toast ends, when another takes its place, or when the
// page is left (then with leaving: true, so that the call can outlive the page).

import { el } from './dom.js';

const STAY = 5000;
let now = null;

function end({ undone = false, leaving = false } = {}) {
  if (!now) return;
  const { box, timer, undo, commit, opener } = now;
  const hadFocus = box.contains(document.activeElement);
  now = null;
  clearTimeout(timer);
  if (box.matches(':popover-open')) box.hidePopover();
  setTimeout(() => box.remove(), 400);
  if (undone) undo();
  else commit?.({ leaving });
  if (hadFocus && opener?.isConnected) opener.focus();
}

export function toast(text, { undo, commit, wrong = false } = {}) {
  end();
  const button = undo ? el('button', { type: 'button', class: 'btn link', onclick: () => end({ undone: true }) }, 'Undo') : null;
  const box = el('div', { class: wrong ? 'toast wrong' : 'toast', popover: 'manual', role: wrong ? 'alert' : 'status' }, el('span', {}, text), button);
  document.body.append(box);
  box.showPopover();
  now = { box, undo, commit, opener: document.activeElement, timer: setTimeout(end, wrong ? STAY * 2 : STAY) };
  // Whoever points at it or has reached it by keyboard is still reading.
  const hold = () => { if (now?.box === box) clearTimeout(now.timer); };
  const go = () => { if (now?.box === box) { clearTimeout(now.timer); now.timer = setTimeout(end, STAY); } };
  box.addEventListener('pointerenter', hold);
  box.addEventListener('focusin', hold);
  box.addEventListener('pointerleave', go);
  box.addEventListener('focusout', go);
}

// What went wrong, in words; with the request id when it isn't the reader's doing.
export function explain(error) {
  if (!error.status && error.code !== 'network') return `Something in this page went wrong: ${error.message}`;
  const details = (error.details ?? []).map(({ field, message }) => `${field} ${message}`).join(', ');
  const text = details ? `${error.message} ${details}` : error.message;
  return error.expected || !error.requestId ? text : `${text} (request ${error.requestId})`;
}

export const complain = (error) => toast(explain(error), { wrong: true });

addEventListener('pagehide', () => end({ leaving: true }));
