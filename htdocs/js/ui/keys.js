// The keyboard: one table of what ? lists, what the keys do, and (rows with an icon) what the palette offers, too.
// Whatever is typed into a field is text.

import { $, $$ } from '../core/dom.js';
import { account } from '../core/account.js';
import { SEARCH, TYPING, areOff, isElsewhere, isMac, taken } from './first-keys.js';
import { complain, toast, undoLast } from './toast.js';
import { CARDS, cardHere, cards, focusCard, titleHere } from '../title/title-here.js';
import { addToList, edit, further, own, put, rate, select } from '../title/title-acts.js';
import { STATUS } from '../core/words.js';

// ---- going about in lists -------------------------------------------------------------------------------------------
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const middle = (card) => {
  const { left, width, top, bottom } = card.getBoundingClientRect();
  return { x: left + width / 2, top, bottom };
};

// The next one in its list; or in the row above or below, the one that is nearest.
function beside(card, [across, down]) {
  if (across) {
    const list = cards(CARDS, card.closest('ol, ul'));
    return list[list.indexOf(card) + across];
  }
  const at = middle(card);
  const way = cards(CARDS)
    .map((other) => ({ other, ...middle(other) }))
    .filter(({ top, bottom }) => (down > 0 ? top >= at.bottom - 4 : bottom <= at.top + 4));
  const row = down > 0 ? Math.min(...way.map(({ top }) => top)) : Math.max(...way.map(({ top }) => top));
  return way
    .filter(({ top }) => Math.abs(top - row) < 40)
    .sort((a, b) => Math.abs(a.x - at.x) - Math.abs(b.x - at.x))[0]?.other;
}

// At the end of a page of the list, on to the next one. False: there is nowhere to go to.
function goTo(to, from, forward) {
  const turn = from?.closest('#list') && !to ? $(`.pager a[rel=${forward ? 'next' : 'prev'}]`) : null;
  if (to) focusCard(to);
  else if (turn)
    turn.dispatchEvent(new CustomEvent('turn', { bubbles: true, detail: forward ? 'first' : 'last' })); // see paged.js
  else return;
  return true;
}
const firstHere = (kind) => cards(kind).find((card) => card.getBoundingClientRect().top >= 0);

function byArrow(event) {
  const [across, down] = ARROWS[event.key];
  const from = cardHere(CARDS);
  if (!from && (!across || ![document.body, $('#main')].includes(document.activeElement))) return; // the page scrolls
  if (goTo(from ? beside(from, [across, down]) : firstHere(CARDS), from, across + down > 0)) event.preventDefault();
}
const byLetter = (way) => () => {
  const from = cardHere();
  const all = cards();
  goTo(from ? all[all.indexOf(from) + way] : firstHere(), from, way > 0);
};

// ---- the table ------------------------------------------------------------------------------------------------------
// what: what it does. on: its keys, by their names or, pressed one after the other, 'g h' ('Mod k': with Ctrl, ⌘ on a
// Mac), and what each runs; null: the browser does, or first-keys.js. over: also in a title that is open over a list.
// repeats: as long as it is held. who: whom it is shown to, 'in' or 'admin'. icon, href: for the palette.

// What is done with the title at hand.
const withTitle = (run) => async () => {
  try {
    const here = await titleHere();
    if (here.media) run(here);
  } catch (error) {
    complain(error);
  }
};
const goes = (href) => () => location.assign(href);
const click = (selector) => () => $(selector)?.click();
const page = (key, what, icon, href, who) => ({ what, icon, href, who, on: { [`g ${key}`]: goes(href) } });
// One key for each.
const keyed = (names, run) => Object.fromEntries(names.map((name, index) => [name, run(index)]));

function undo() {
  const words = undoLast();
  toast(words ? `Undone: ${words}` : 'There is nothing to undo');
}
// Where one is put on the title that is open; else where titles are found by them.
function tags() {
  const field = $$('title-tags').find((part) => part.checkVisibility());
  if (field) field.focusField();
  else if (!$('dialog[open]')) $('[data-opens="tag"]')?.dispatchEvent(new CustomEvent('open-at'));
}
// Selecting is the library's (see selection.js).
const choose = (all) => () => {
  const card = cardHere();
  if (card) document.dispatchEvent(new CustomEvent('choose', { detail: { card, all } }));
};
const STATUSES = Object.keys(STATUS);
// Of all that are selected, where some are.
const putAll = (status) => document.dispatchEvent(new CustomEvent('status-of-all', { detail: status }));
const keyOfStatus = (status) => {
  const one = withTitle((here) => put(here, status));
  return () => ($('.bulk-acts button:enabled') && !$('dialog[open]') ? putAll(status) : one());
};
// The same of what the bar has a button for.
const forAll = (act, one) => () => {
  const button = $('dialog[open]') ? null : $(`.bulk-acts [data-act="${act}"]:enabled`);
  if (button) button.click();
  else one();
};
const LABELS = Object.values(STATUS).map(({ label }) => label);

export const KEYS = [
  {
    group: 'Anywhere',
    rows: [
      { what: 'Search', on: { [SEARCH]: null } },
      { what: 'Titles, pages and actions, by name', on: { 'Mod k': null } },
      { what: 'Add a title', icon: 'plus', href: 'edit.html', on: { a: goes('edit.html') } },
      { what: 'Undo the last step, for a minute', icon: 'chevron-left', over: true, on: { u: undo, 'Mod z': undo } },
      { what: 'Light or dark', icon: 'sun-moon', over: true, on: { t: click('#theme') } },
      { what: 'Keyboard shortcuts', icon: 'keyboard', on: { '?': click('#keys') } },
      { what: 'Close, and go back to where you were', on: { Escape: null } },
    ],
  },
  {
    group: 'Pages',
    rows: [
      page('h', 'Home', 'house', 'index.html'),
      page('l', 'Library', 'library', 'library.html'),
      page('c', 'Catalogue', 'compass', 'catalogue.html'),
      page('o', 'Collection', 'package', 'collection.html'),
      page('d', 'Diary', 'calendar-days', 'diary.html'),
      page('y', 'Statistics', 'chart-column', 'stats.html', 'in'),
      page('m', 'Lists', 'rows-3', 'lists.html', 'in'),
      page('t', 'Tags', 'tag', 'tags.html', 'in'),
      page('s', 'Settings', 'settings', 'settings.html', 'in'),
      page('a', 'Administration', 'shield-check', 'admin.html', 'admin'),
      page('i', 'Docs of the API', 'book-open', 'docs.html'),
    ],
  },
  {
    group: 'Lists',
    rows: [
      { what: 'Next, previous', repeats: true, on: { j: byLetter(1), k: byLetter(-1) } },
      { what: 'Move between titles', repeats: true, on: keyed(Object.keys(ARROWS), () => byArrow) },
      { what: 'Open the title', on: { Enter: null } },
      { what: 'Move a title of my list up, down', on: { 'Alt ArrowUp': null, 'Alt ArrowDown': null } },
      { what: 'Select it, in the library; with ⇧ all up to it', on: { x: choose(false), X: choose(true) } },
      { what: 'What is done with those selected', on: { b: () => $('.bulk-acts button')?.focus() } },
    ],
  },
  {
    group: 'The title with the focus, or open',
    rows: [
      {
        what: LABELS.join(' · '),
        over: true,
        on: keyed(['1', '2', '3', '4', '5'], (index) => keyOfStatus(STATUSES[index])),
      },
      { what: 'One step further', over: true, repeats: true, on: { '+': withTitle(further) } },
      { what: 'Choose its status', over: true, on: { s: withTitle(select) } },
      {
        what: 'Rate it',
        over: true,
        on: keyed(['r 1', 'r 2', 'r 3', 'r 4', 'r 5'], (index) => withTitle((here) => rate(here, index + 1))),
      },
      {
        what: 'Take my rating back',
        over: true,
        on: keyed(['r 0', 'r r'], () => withTitle((here) => rate(here, null))),
      },
      { what: 'I own it: add a copy', over: true, on: { o: withTitle(own) } },
      { what: 'A tag: one more; in the library, what has one', over: true, on: { '#': forAll('tags', tags) } },
      { what: 'Add it to a list', over: true, on: { l: forAll('list', withTitle(addToList)) } },
      { what: 'Edit it', over: true, on: { e: withTitle(edit) } },
    ],
  },
];

// Those that can be switched off: nothing but characters.
export const isSingle = (name) => name.split(' ').every((key) => key.length === 1);
// Whom a row is for. (Its keys work for everybody, and the page says the rest.)
export const isFor = ({ who }) => !who || (who === 'in' ? Boolean(account()) : account()?.role === who);
const LABEL = {
  X: '⇧X',
  Mod: isMac ? '⌘' : 'Ctrl',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};
export const keysOf = (name) =>
  name.split(' ').map((key) => LABEL[key] ?? (name.startsWith('Mod') ? key.toUpperCase() : key));

// ---- a key ----------------------------------------------------------------------------------------------------------
const ROWS = new Map(
  KEYS.flatMap(({ rows }) => rows).flatMap((row) => Object.keys(row.on).map((name) => [name, { ...row, name }])),
);
const FIRST = new Set([...ROWS.keys()].filter((name) => isSingle(name) && name.includes(' ')).map(([key]) => key));
let before = { key: null, at: 0 }; // g or r, and when

function rowOf({ key, timeStamp, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return ROWS.get(`Mod ${key.toLowerCase()}`);
  const isSecond = before.key && timeStamp - before.at < 1500;
  const row = isSecond ? ROWS.get(`${before.key} ${key}`) : null;
  before = { key: !row && FIRST.has(key) ? key : null, at: timeStamp };
  return row ?? ROWS.get(key);
}

export function press(event) {
  const { key, target } = event;
  const isMod = event[isMac ? 'metaKey' : 'ctrlKey'] && !event.altKey && !event.shiftKey;
  if (event.defaultPrevented || key === 'Shift' || (taken(event) && !isMod)) return;
  if (event.shiftKey && /^\p{L}$/u.test(key) && key !== 'X') return; // signs, and in France digits, need it
  if (target.closest?.(TYPING)) {
    if (target.type === 'search' && key === 'ArrowDown' && cards(CARDS).length) {
      event.preventDefault();
      focusCard(cards(CARDS)[0]);
    }
    return;
  }
  if (isElsewhere() || $('[popover]:popover-open:not(.toast)')) return;
  const row = rowOf(event);
  const run = row?.on[row.name];
  if (!run || (areOff() && isSingle(row.name))) return;
  if ((event.repeat && !row.repeats) || (!row.over && $('dialog[open]'))) return;
  if (run !== byArrow) event.preventDefault(); // it may go to a field, which it is no text for
  run(event);
}
