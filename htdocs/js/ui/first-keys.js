// The keys that act at once, so that what is typed after them is text: / goes to the search and Escape back to where
// one was; Ctrl K (⌘ K on a Mac) opens the palette. The others are fetched with the first of them (see keys.js).

import { $, $$ } from '../core/dom.js';

export const SEARCH = '/';
export const isMac = /Mac|iP/.test(navigator.userAgent);
export const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';
// Who writes Chinese or Japanese composes words by keys that mean nothing else meanwhile. Safari says so of the one
// that ends it (Enter, Escape) by nothing but its code.
export const isComposed = (event) => event.isComposing || event.keyCode === 229;
// To the next in a list, or to the one before: 1, -1, or 0 for any other key.
export const wayOf = (event) => (isComposed(event) ? 0 : ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0));
// Keys with Ctrl, Meta or Alt are the browser's.
export const taken = (event) =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposed(event);
export const isPaletteKey = (event) =>
  event[isMac ? 'metaKey' : 'ctrlKey'] &&
  !event.altKey &&
  !event.shiftKey &&
  !isComposed(event) &&
  event.key.toLowerCase() === 'k';

// Keys that are characters can be switched off (single-keys.js): who speaks to a machine types them unasked.
export const areOff = () => document.documentElement.dataset.keys === 'off';
// A dialog that keys are not for: those that have the page's are the title's, and none.
export const isElsewhere = () => $$('dialog[open]').pop()?.matches(':not(.title-sheet)');

let before = null; // what had the focus before the search
let coming = null; // the palette that is on its way: {typed: …}; null: none, or it was given up by Escape

async function openPalette() {
  const mine = (coming = { typed: '' });
  try {
    await (await import('./palette.js')).openPalette(() => (mine === coming ? mine.typed : null));
  } finally {
    if (mine === coming) coming = null;
  }
}

export function firstKey(event) {
  const { key, target } = event;
  const field = $('.search input');
  if (isPaletteKey(event)) {
    if (event.defaultPrevented || isElsewhere()) return;
    if (!coming && !event.repeat) openPalette();
  } else if (taken(event)) return;
  else if (coming) {
    if (key.length === 1) coming.typed += key;
    else if (key === 'Enter') coming.typed += '\n';
    else if (key === 'Escape') coming = null;
  } else if (key === SEARCH && field && !areOff() && !target.closest?.(TYPING) && !$('dialog[open]')) {
    if (document.activeElement !== field) before = document.activeElement;
    field.focus();
    field.select();
  } else if (key === 'Escape' && target.matches?.('input[type=search]')) {
    // the browser would empty it
    target.blur();
    if (before?.isConnected && before !== document.body) before.focus();
    before = null;
  } else return;
  event.preventDefault();
}
