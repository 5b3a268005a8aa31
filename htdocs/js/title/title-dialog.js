// A title over a list, with an address of its own: the list's, and ?id=. Back closes it.
//
//   titlesOpenHere();      // cards are elements with data-id and a link in them

import { plain } from '../ui/lists.js';

let sheet = null;
async function follow(opener = null) {
  const search = new URLSearchParams(location.search);
  if (!sheet && !search.has('id')) return;
  sheet ??= import('./title-sheet.js');
  (await sheet).follow(opener);
}

export function titlesOpenHere() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-id] > a');
    if (!link || !plain(event)) return;
    event.preventDefault();
    const search = new URLSearchParams(location.search);
    search.set('id', link.closest('[data-id]').dataset.id);
    history.pushState({ title: true }, '', `${location.pathname}?${search}`);
    follow(link);
  });
  addEventListener('popstate', () => follow());
  follow();
}
