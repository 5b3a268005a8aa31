// A line of news with Undo, for five seconds. One at a time. By a key (see keys.js) its Undo is there for a minute.
//
//   toast('Saved.');
//   toast('Dune: Finished', { undo: () => putBack() });
//   toast('Dune: In progress. Again, or not?', { choices: [['Again', () => …], ['Not', () => …]], undo });
//   toast('Dune: Finished', { undo, more: [el('select', …)], stay: 12_000 });  // to do more about it
//   toast('Dune is off your shelf', { undo: show, commit: ({ leaving }) => reallyDelete() });
//   later('reviews.cgi/ID', 'Review deleted', { hide, show });      // the same, for a DELETE
//   await settled();                                                // before something takes the place of what goes
//   goneOn();                                                       // before something shows what goes as it was
//
// With `commit`, nothing has been sent yet: it runs when the minute is over, when what could be undone next takes its
// place, or when the page is left (then with leaving: true, so that the call can outlive the page).

import { api, explain } from '../core/api.js';
import { el } from '../core/dom.js';

const STAY = 5000;
const MINUTE = 60_000;
let line = null; // what is shown
let offer = null; // what can be undone; without an Undo of its own, a line leaves it to the one before
let committed = Promise.resolve(); // what the last one sent

function hide() {
  if (!line) return;
  const { box, timer, opener } = line;
  const hadFocus = box.contains(document.activeElement);
  line = null;
  clearTimeout(timer);
  if (box.matches(':popover-open')) box.hidePopover();
  setTimeout(() => box.remove(), 400);
  if (hadFocus && opener?.isConnected) opener.focus();
  if (offer?.isBrief) end();
  else if (offer?.box === box && !offer.timer) expire(); // nobody can point at it any more
}

function expire() {
  clearTimeout(offer.timer);
  offer.timer = setTimeout(end, MINUTE);
}

// Undo is over.
function end({ leaving = false, signingOut = false } = {}) {
  if (!offer) return;
  const { commit, timer, box } = offer;
  offer = null;
  clearTimeout(timer);
  if (line?.box === box) hide();
  if (commit) committed = Promise.resolve(commit({ leaving, signingOut }));
}

// What was done last is undone. What was it? null: there is nothing (any more).
export function undoLast() {
  if (!offer) return null;
  const { words, undo } = offer;
  offer.commit = null;
  end();
  undo();
  return words;
}

// What isn't sent yet, other lists still show: whoever goes on to one has Undo as long as its line is there.
export function goneOn() {
  if (!offer?.commit) return;
  offer.isBrief = true;
  if (line?.box !== offer.box) end();
}
document.addEventListener('turned', goneOn); // to another page of a list
document.addEventListener('visibilitychange', () => {
  if (document.hidden) goneOn();
});

// Inside the dialog that is open, if one is: all else can't be reached then. When that closes, the toast moves out.
function place(box) {
  const dialog = [...document.querySelectorAll('dialog[open]')].pop();
  (dialog ?? document.body).append(box);
  box.showPopover();
  dialog?.addEventListener(
    'close',
    () => {
      if (line?.box === box) place(box);
    },
    { once: true },
  );
}

export function toast(
  text,
  { undo, commit, choices = [], wrong = false, link = null, more = [], stay = wrong ? 2 * STAY : STAY } = {},
) {
  hide();
  if (undo) end();
  if (commit) import('../core/method-override.js'); // while the page is left there is no time for it
  const button = (words, onclick) => el('button', { type: 'button', class: 'btn link', onclick }, words);
  // While a line fades, its buttons can still be pressed: they do what they say, or nothing.
  const box = el(
    'div',
    {
      class: `toast${wrong ? ' wrong' : ''}${more.length ? ' with-more' : ''}`,
      popover: 'manual',
      role: wrong ? 'alert' : 'status',
    },
    el('span'),
    ...more,
    link,
    ...choices.map(([words, run]) =>
      button(words, () => {
        if (line?.box !== box) return;
        hide();
        run();
      }),
    ),
    undo && !choices.length ? button('Undo', () => offer?.box === box && undoLast()) : null,
  );
  place(box);
  requestAnimationFrame(() => {
    box.firstElementChild.textContent = text;
  }); // what changes in it is read out, what it comes with may not be
  line = { box, opener: document.activeElement };
  if (undo) offer = { box, words: text, undo, commit };
  // Whoever points at it or has reached it by keyboard is still reading.
  const hold = () => {
    if (line?.box !== box) return;
    clearTimeout(line.timer);
    if (offer?.box === box) offer.timer = clearTimeout(offer.timer);
  };
  const go = () => {
    if (line?.box !== box) return;
    clearTimeout(line.timer);
    line.timer = setTimeout(hide, stay);
    if (offer?.box === box) expire();
  };
  go();
  box.addEventListener('pointerenter', hold);
  box.addEventListener('focusin', hold);
  box.addEventListener('pointerleave', () => go());
  box.addEventListener('focusout', () => go());
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
    commit: async ({ leaving, signingOut }) => {
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
      if (!signingOut) done?.();
    },
  });
}

// What was deleted is gone, so that the same can be made anew: its DELETE no longer waits. `signingOut`: nothing
// is shown of it any more.
export function settled({ signingOut = false } = {}) {
  if (offer?.commit) end({ leaving: signingOut, signingOut });
  return committed;
}

addEventListener('pagehide', () => {
  hide();
  end({ leaving: true });
});
