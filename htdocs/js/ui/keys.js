// The keyboard: what ? lists, but for the search (search-key.js). Whatever is typed into a field is text.

import { $, $$ } from '../core/dom.js';
import { TYPING, taken } from './search-key.js';
import { entryOf } from '../shelf/changes.js';
import { change, shelve, stepOf } from '../shelf/shelf.js';
import { STATUS } from '../core/words.js';

const GO = { h: 'index.html', l: 'library.html', c: 'catalogue.html', o: 'collection.html', s: 'settings.html' };
const CARDS = 'title-card, going-card';
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const here = () => document.activeElement?.closest?.(CARDS) ?? null;
const cards = (root = $('#main')) => $$(CARDS, root).filter((card) => card.checkVisibility());
const middle = (card) => {
  const { left, width, top, bottom } = card.getBoundingClientRect();
  return { x: left + width / 2, top, bottom };
};

// The next one in its list; or in the row above or below, the one that is nearest.
function beside(card, [across, down]) {
  if (across) {
    const list = cards(card.closest('ol, ul'));
    return list[list.indexOf(card) + across];
  }
  const at = middle(card);
  const way = cards()
    .map((other) => ({ other, ...middle(other) }))
    .filter(({ top, bottom }) => (down > 0 ? top >= at.bottom - 4 : bottom <= at.top + 4));
  const row = down > 0 ? Math.min(...way.map(({ top }) => top)) : Math.max(...way.map(({ top }) => top));
  return way
    .filter(({ top }) => Math.abs(top - row) < 40)
    .sort((a, b) => Math.abs(a.x - at.x) - Math.abs(b.x - at.x))[0]?.other;
}

function move(event) {
  const [across, down] = ARROWS[event.key];
  const from = here();
  if (!from && (!across || ![document.body, $('#main')].includes(document.activeElement))) return; // the page scrolls
  const to = from ? beside(from, [across, down]) : cards().find((card) => card.getBoundingClientRect().top >= 0);
  const forward = across + down > 0;
  const turn = from?.closest('#list') && !to ? $(`.pager a[rel=${forward ? 'next' : 'prev'}]`) : null;
  if (to) to.focus();
  else if (turn)
    turn.dispatchEvent(new CustomEvent('turn', { bubbles: true, detail: forward ? 'first' : 'last' })); // see paged.js
  else return;
  event.preventDefault();
}

// The title that the keys are about: the card with the focus, or the one that is open.
function title() {
  const media = (here() ?? $('title-view'))?.media;
  return media ? { media, entry: here() ? here().entry : entryOf(media) } : {};
}
function put(status) {
  const { media, entry } = title();
  if (!media || entry?.status === status) return;
  if (entry) change(media, entry, { status });
  else shelve(media, status);
}
function further() {
  const { media, entry } = title();
  if (!entry || entry.status === 'COMPLETED') return;
  change(media, entry, (now) => ({
    ...(now.status === 'IN_PROGRESS' ? {} : { status: 'IN_PROGRESS' }),
    ...stepOf(media, now),
  }));
}

let going = 0; // when g was pressed
export function press(event, switchTheme) {
  const { key, target } = event;
  if (taken(event)) return;
  if (target.closest?.(TYPING)) {
    if (target.type === 'search' && key === 'ArrowDown' && cards().length) {
      event.preventDefault();
      cards()[0].focus();
    }
    return;
  }
  const dialog = $$('dialog[open]').pop(); // the one on top
  if (dialog && !dialog.matches('.title-sheet')) return;
  const status = Object.keys(STATUS)[Number(key) - 1];
  if (status) {
    put(status);
    return;
  }
  if (key === '+') {
    further();
    return;
  }
  if (key === 't') {
    switchTheme();
    return;
  }
  if (dialog) return;
  if (key in ARROWS) {
    move(event);
    return;
  }
  const went = event.timeStamp - going < 1500 ? GO[key] : null;
  going = key === 'g' ? event.timeStamp : 0;
  if (went) location.assign(went);
  else if (key === '?') import('./keys-help.js').then(({ showKeys }) => showKeys());
  else if (key === 'a') location.assign('edit.html');
}
