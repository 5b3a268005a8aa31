// Which title? A field, and what is found by it in the catalogue; what is on the shelf while nothing is typed. A title
// that isn't here yet can be added, with what was typed.
//
//   const { node, input } = pickTitle({ own: 'Type what you own.', pick: (media, entry) => … });

import { $, $$, debounce, el, icon, said } from '../core/dom.js';
import { api, explain } from '../core/api.js';
import { listTitles } from '../core/catalogue.js';
import { pictureOf } from './picture.js';
import { entryOf, staying } from '../shelf/changes.js';
import { wayOf } from '../ui/first-keys.js';
import { KIND, STATUS, many, titleWords } from '../core/words.js';

const MOST = 8;

// `own`: what is said where nothing is on the shelf yet; `adds`: one that isn't here can be added; `q`, `type`: what is
// searched for at first, and only among titles of which type.
export function pickTitle({ own, pick, adds = true, q: first = '', type = null }) {
  const input = el('input', {
    id: 'pick-q',
    name: 'q',
    type: 'search',
    value: first,
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
  const node = el('div', {}, find, heading, picks);

  const row = (media, entry) =>
    el(
      'li',
      {},
      el(
        'button',
        { class: `pick ${KIND[media.type].key}`, type: 'button', onclick: () => pick(media, entry) },
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
        ? (await listTitles({ q, type, page_size: MOST }, signal)).media.map((media) => [media, entryOf(media)])
        : staying((await api.get('usermedia.cgi/', { query: { type, page_size: MOST }, signal })).records).map(
            (entry) => [entry.media, entry],
          );
      heading.textContent = q
        ? found.length
          ? 'In the catalogue'
          : 'No title here is called that.'
        : found.length
          ? 'On your shelf'
          : own;
      const isHeld = picks.contains(document.activeElement); // who was faster than the answer stays in the list
      if (found.length) heading.append(el('span', { class: 'vh' }, `: ${many(found.length, 'title')}`));
      picks.replaceChildren(
        ...found.map(([media, entry]) => row(media, entry)),
        ...(q && adds
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
  node.addEventListener('keydown', (event) => {
    const way = wayOf(event);
    if (!way) return;
    const stops = [input, ...$$('.pick', picks)];
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + way + stops.length) % stops.length].focus();
  });
  search();
  return { node, input };
}

// The one that was picked; `again`: to pick another.
export const pickedTitle = (media, again) =>
  el(
    'div',
    { class: `picked ${KIND[media.type].key}` },
    el('span', { class: 'cover' }, pictureOf(media)),
    titleWords(media),
    again ? el('button', { class: 'btn quiet', type: 'button', onclick: again }, 'Another title') : null,
  );
