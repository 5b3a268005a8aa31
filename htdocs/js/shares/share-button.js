// The button of a page that shows to others what the page shows: shareButton(() => ({ what: 'diary' })).

import { $ } from '../core/dom.js';

export function shareButton(scope) {
  $('#share-this').addEventListener('click', async () => {
    const { shareSheet } = await import('./share-sheet.js');
    await shareSheet(Object.fromEntries(Object.entries(scope()).filter(([, value]) => value)));
  });
}
