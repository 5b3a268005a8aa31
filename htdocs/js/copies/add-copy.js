// The sheet for "I own this": pick a title of the catalogue, whether it is on the shelf or not, and say in which form
// one has it. A title that isn't here yet is added first, with what was typed.
//
//   const sheet = addCopySheet({ added: (copy, media) => … });     // a <dialog>: its owner shows and closes it
//   addCopySheet({ added, title: [media, entry] });                // of that title, unless another is asked for
//   sayOwned(copy, media, entry, run);                             // the news of it; its Undo ends in run()

import { $, $$, debounce, el, icon, said } from '../core/dom.js';
import { api, explain } from '../core/api.js';
import { listTitles } from '../core/catalogue.js';
import { pictureOf } from '../title/picture.js';
import { copyForm } from './copies.js';
import { entryOf, staying } from '../shelf/changes.js';
import { wayOf } from '../ui/first-keys.js';
import { cross } from '../ui/sheet.js';
import { swipe } from '../ui/swipe.js';
import { complain, toast } from '../ui/toast.js';
import { KIND, STATUS, byline, many, titleWords } from '../core/words.js';

const MOST = 8;

export function sayOwned(copy, media, entry, run) {
  // It was put on the shelf with it.
  const path = entry ? `collection.cgi/copies/${copy.id}` : `collection.cgi/${media.id}`;
  toast(`Yours: ${media.title}, ${copy.format}`, { undo: () => api.delete(path).then(() => run(), complain) });
}

export function addCopySheet({ added, title = null }) {
  const input = el('input', {
    id: 'pick-q',
    name: 'q',
    type: 'search',
    autocomplete: 'off',
    enterkeyhint: 'search',
    'aria-controls': 'picks',
  });
  const find = el(
    'form',
    { action: 'catalogue.html', method: 'get', role: 'search' },
    el('p', { class: 'field' }, el('label', { for: 'pick-q' }, 'Which title?'), input),
  );
  const heading = el('p', { class: 'hint', id: 'picks-h', role: 'status' });
  const picks = el('ul', { id: 'picks', class: 'picks', 'aria-labelledby': 'picks-h' });
  const first = el('div', {}, find, heading, picks);
  const second = el('div', { hidden: true });
  const grab = el('div', { class: 'grab', 'aria-hidden': 'true' });
  const dialog = el(
    'dialog',
    { class: 'sheet small pick-sheet', 'aria-labelledby': 'pick-h' },
    grab,
    el('h2', { id: 'pick-h' }, 'Add a copy'),
    cross(() => dialog.close()),
    first,
    second,
  );

  // ---- which title --------------------------------------------------------------------------------------------------
  const pick = (media, entry) =>
    el(
      'li',
      {},
      el(
        'button',
        { class: `pick ${KIND[media.type].key}`, type: 'button', onclick: () => own(media, entry) },
        el('span', { class: 'cover' }, pictureOf(media)),
        titleWords(media),
        entry
          ? el(
              'span',
              { class: `mark s-${entry.status}`, title: `On your shelf: ${STATUS[entry.status].label}` },
              icon(STATUS[entry.status].icon),
              el('span', { class: 'vh' }, `. On your shelf: ${STATUS[entry.status].label}`),
            )
          : null,
      ),
    );

  let running = null;
  async function search() {
    running?.abort();
    const { signal } = (running = new AbortController());
    const q = input.value.trim();
    try {
      const found = q
        ? (await listTitles({ q, page_size: MOST }, signal)).media.map((media) => [media, entryOf(media)])
        : staying((await api.get('usermedia.cgi/', { query: { page_size: MOST }, signal })).records).map((entry) => [
            entry.media,
            entry,
          ]);
      heading.textContent = q
        ? found.length
          ? 'In the catalogue'
          : 'No title here is called that.'
        : found.length
          ? 'On your shelf'
          : 'Type what you own; it goes on your shelf, too.';
      const isHeld = picks.contains(document.activeElement); // who was faster than the answer stays in the list
      if (found.length) heading.append(el('span', { class: 'vh' }, `: ${many(found.length, 'title')}`));
      picks.replaceChildren(
        ...found.map(([media, entry]) => pick(media, entry)),
        ...(q
          ? [
              el(
                'li',
                {},
                el(
                  'a',
                  { class: 'pick new', href: `edit.html?${new URLSearchParams({ title: q })}` },
                  icon('plus'),
                  el('span', { class: 'txt' }, 'Not here yet: add “', said(q), '”'),
                ),
              ),
            ]
          : []),
      );
      if (isHeld) ($('.pick', picks) ?? input).focus();
    } catch (error) {
      if (error.name === 'AbortError') return;
      heading.textContent = explain(error);
      picks.replaceChildren();
    }
  }
  input.addEventListener('input', debounce(180, search));
  find.addEventListener('submit', (event) => {
    event.preventDefault();
    $('.pick', picks)?.focus();
  });
  first.addEventListener('keydown', (event) => {
    const way = wayOf(event);
    if (!way) return;
    const stops = [input, ...$$('.pick', picks)];
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + way + stops.length) % stops.length].focus();
  });

  // ---- in which form ------------------------------------------------------------------------------------------------
  function own(media, entry) {
    const again = el('button', { class: 'btn quiet', type: 'button', onclick: back }, 'Another title');
    const form = copyForm(media, null, {
      action: 'cgi-bin/collection.cgi/copies',
      cancel: () => dialog.close(),
      send: (fields) => api.post('collection.cgi/copies', { ...fields, media_id: media.id }),
      done: (copy) => {
        dialog.close();
        added(copy, media, entry);
      },
    });
    second.replaceChildren(
      el(
        'div',
        { class: `picked ${KIND[media.type].key}` },
        el('span', { class: 'cover' }, pictureOf(media)),
        el(
          'p',
          { class: 'txt' },
          el('b', { class: 't' }, said(media.title)),
          el('span', { class: 's' }, said(byline(media))),
        ),
        again,
      ),
      form,
    );
    first.hidden = true;
    second.hidden = false;
    $('[name=format]', form).autofocus = true; // once it is shown
    $('[name=format]', form).focus();
  }
  function back() {
    second.hidden = true;
    second.replaceChildren();
    first.hidden = false;
    input.focus();
  }

  swipe(dialog, { by: grab, close: () => dialog.close() });
  search();
  if (title) own(...title);
  return dialog;
}
