// / goes to the search and Escape back to where one was. The other keys are fetched with the first of them (see
// keys.js); this one acts at once, so that what is typed after it is text.

import { $ } from '../core/dom.js';

export const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';
// Keys with Ctrl, Meta or Alt are the browser's.
export const taken = (event) =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;

let before = null; // what had the focus before the search

export function searchKey(event) {
  const { key, target } = event;
  if (taken(event)) return;
  const field = $('.search input');
  if (key === '/' && field && !target.closest?.(TYPING) && !$('dialog[open]')) {
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
