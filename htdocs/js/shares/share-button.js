// The button of a page that shows to others what the page shows: shareButton(() => ({ what: 'diary' }), wanted). What
// the page is narrowed by beyond that (wanted(): all it is asked for) the sheet says.

import { $ } from '../core/dom.js';

export function shareButton(scope, wanted) {
  $('#share-this').addEventListener('click', async () => {
    const { shareSheet } = await import('./share-sheet.js');
    const kept = Object.fromEntries(Object.entries(scope()).filter(([, value]) => value));
    const isWider = Object.entries(wanted()).some(
      ([name, value]) => name !== 'sort' && value.length > 0 && !(name in kept),
    );
    await shareSheet(kept, { isWider });
  });
}
