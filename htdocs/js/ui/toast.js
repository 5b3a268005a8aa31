// A line of news with Undo, for five seconds. One at a time.
//
//   toast('Saved.');
//   toast('Dune: Finished', { undo: () => putBack() });
//   toast('Dune: In progress. Read it again?', { choices: [['Start over', () => …], ['Keep', () => …]] });
//   toast('Dune is off your shelf', { undo: show, commit: ({ leaving }) => reallyDelete() });
//   later('reviews.cgi/ID', 'Review deleted', { hide, show });      // the same, for a DELETE
//   await settled();                                                // before something takes the place of what goes
//
// With `commit`, nothing has been sent yet: it runs when the toast ends, when another takes its place, or when the
// page is left (then with leaving: true, so that the call can outlive the page).

import { api, explain } from '../core/api.js';
import { el } from '../core/dom.js';

const STAY = 5000;
let now = null;
let committed = Promise.resolve(); // what the last one sent

function end({ undone = false, leaving = false } = {}) {
  if (!now) return;
  const { box, timer, undo, commit, opener } = now;
  const hadFocus = box.contains(document.activeElement);
  now = null;
  clearTimeout(timer);
  if (box.matches(':popover-open')) box.hidePopover();
  setTimeout(() => box.remove(), 400);
  if (undone) undo();
  else if (commit) committed = Promise.resolve(commit({ leaving }));
  if (hadFocus && opener?.isConnected) opener.focus();
}

// Inside the dialog that is open, if one is: all else can't be reached then. When that closes, the toast moves out.
function place(box) {
  const dialog = [...document.querySelectorAll('dialog[open]')].pop();
  (dialog ?? document.body).append(box);
  box.showPopover();
  dialog?.addEventListener(
    'close',
    () => {
      if (now?.box === box) place(box);
    },
    { once: true },
  );
}

export function toast(text, { undo, commit, choices = [], wrong = false, link = null } = {}) {
  end();
  if (commit) import('../core/method-override.js'); // while the page is left there is no time for it
  const button = (words, onclick) => el('button', { type: 'button', class: 'btn link', onclick }, words);
  const box = el(
    'div',
    { class: wrong ? 'toast wrong' : 'toast', popover: 'manual', role: wrong ? 'alert' : 'status' },
    el('span'),
    link,
    ...choices.map(([words, run]) =>
      button(words, () => {
        end();
        run();
      }),
    ),
    undo ? button('Undo', () => end({ undone: true })) : null,
  );
  place(box);
  requestAnimationFrame(() => {
    box.firstElementChild.textContent = text;
  }); // what changes in it is read out, what it comes with may not be
  now = { box, undo, commit, opener: document.activeElement, timer: setTimeout(end, wrong ? STAY * 2 : STAY) };
  // Whoever points at it or has reached it by keyboard is still reading.
  const hold = () => {
    if (now?.box === box) clearTimeout(now.timer);
  };
  const go = () => {
    if (now?.box === box) {
      clearTimeout(now.timer);
      now.timer = setTimeout(end, STAY);
    }
  };
  box.addEventListener('pointerenter', hold);
  box.addEventListener('focusin', hold);
  box.addEventListener('pointerleave', go);
  box.addEventListener('focusout', go);
}

// What the host is to blame for is more than a line: that page says what to do.
export const complain = (error) =>
  toast(explain(error), {
    wrong: true,
    link: error.more ? el('a', { class: 'btn link', href: 'doctor.html' }, 'What to do') : null,
  });

// Something goes: hidden at once, deleted when its Undo is over or the page is left, and whole again by Undo, or when
// the server won't; with `match`, its tag, also when it is no longer as it was. `done` runs once it is really gone.
export function later(path, text, { hide, show, done, match = null }) {
  hide();
  toast(text, {
    undo: show,
    commit: async ({ leaving }) => {
      try {
        await api.delete(path, { keepalive: leaving, match });
      } catch (error) {
        if (leaving) return;
        if (error.status !== 404) {
          show();
          complain(error);
          return;
        }
      }
      done?.();
    },
  });
}

// What was deleted is gone, so that the same can be made anew: its DELETE no longer waits.
export function settled() {
  if (now?.commit) end();
  return committed;
}

addEventListener('pagehide', () => end({ leaving: true }));
