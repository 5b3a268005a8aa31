// The button of a page that shows to others what the page shows: shareButton(() => ({ what: 'diary' }), wanted). What
// the page is narrowed by beyond that (wanted(): all it is asked for) the sheet says.

import { $ } from '../core/dom.js';

export function shareButton(scope, wanted) {
  $('#share-this').addEventListener('click', async () =>
    (await import('./share-sheet.js')).shareShown(scope(), wanted()),
  );
}
