// Is it here already? While somebody types a title or an ISBN, what it may be the second of: with a link, and the
// button that puts it on my shelf.
//
//   watchDuplicates(form, box, () => id);      // the id that is being edited is not its own duplicate

import { $, $$, debounce, el, icon } from '../core/dom.js';
import { byIsbn, listTitles } from '../core/catalogue.js';
import { isbnOf } from '../core/isbn.js';
import { pictureOf } from './picture.js';
import { entryOf, onShelf } from '../shelf/changes.js';
import { shelve } from '../shelf/shelf.js';
import { KIND, STATUS, titleWords } from '../core/words.js';

const MOST = 3;
const ARTICLE = /^(?:the|an?|der|die|das|le|la|les|el|los|las|il|lo|i|gli)\s+/i;
const bare = (text) => text.trim().replace(ARTICLE, '');
const fold = (text) =>
  bare(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

// The same words, or more of them once enough is typed.
const like = (typed, title) => title === typed || (typed.length >= 4 && title.startsWith(typed));

async function find({ type, title, isbn }, signal) {
  const digits = type === 'BOOK' || !type ? isbnOf(isbn) : null;
  const [byNumber, byName] = await Promise.all([
    digits ? byIsbn(digits, signal) : [],
    fold(title).length > 1
      ? listTitles({ q: bare(title), type, page_size: 20 }, signal).then(({ media }) =>
          media.filter((one) => like(fold(title), fold(one.title))),
        )
      : [],
  ]);
  const found = new Map([...byNumber, ...byName].map((media) => [media.id, media]));
  return [...found.values()];
}

// No <shelf-button>: that is a form, and this stands in one.
const place = (media, entry) =>
  entry
    ? el(
        'span',
        { class: `mark s-${entry.status}` },
        icon(STATUS[entry.status].icon),
        `On your shelf: ${STATUS[entry.status].label}`,
      )
    : el(
        'button',
        {
          class: 'btn',
          type: 'button',
          'aria-label': `Add to shelf (Want): ${media.title}`,
          onclick: () => shelve(media),
        },
        icon('plus'),
        'Add to shelf (Want)',
      );

function duplicate(media) {
  const kind = KIND[media.type];
  return el(
    'li',
    { class: `picked duplicate ${kind.key}`, 'data-duplicate': media.id },
    el(
      'a',
      { href: `title.html?id=${encodeURIComponent(media.id)}` },
      el('span', { class: 'cover' }, pictureOf(media)),
      titleWords(media),
    ),
    place(media, entryOf(media)),
  );
}

function shown(line, media, entry) {
  const held = line.lastElementChild.contains(document.activeElement);
  line.lastElementChild.replaceWith(place(media, entry));
  if (held) (line.lastElementChild.matches('button') ? line.lastElementChild : $('a', line)).focus();
}

export function watchDuplicates(form, box, own) {
  const { title, isbn } = form.elements;
  const typed = () => ({ type: form.elements.type.value, title: title.value, isbn: isbn.value });
  const news = el('p', { class: 'vh', role: 'status' });
  box.after(news);
  let running = null;
  let asked = JSON.stringify(typed());

  const look = debounce(250, async () => {
    const now = JSON.stringify(typed());
    if (now === asked) return;
    asked = now;
    running?.abort();
    const { signal } = (running = new AbortController());
    try {
      const found = (await find(typed(), signal)).filter(({ id }) => id !== own()).slice(0, MOST);
      const words =
        found.length === 1 ? 'Is it this one? It is here already:' : 'Is it one of these? They are here already:';
      box.replaceChildren(
        ...(found.length ? [el('p', { class: 'hint' }, words), el('ul', {}, ...found.map(duplicate))] : []),
      );
      news.textContent = found.length ? [words, found.map((media) => media.title).join(', ')].join(' ') : '';
    } catch {
      /* a hint, no more: saving says it if it must */
    }
  });
  onShelf(({ media, entry }) => {
    for (const line of $$('[data-duplicate]', box)) if (line.dataset.duplicate === media.id) shown(line, media, entry);
  });
  form.addEventListener('input', look);
  form.addEventListener('reset', () => setTimeout(look));
  return {
    look,
    settled() {
      asked = JSON.stringify(typed());
      box.replaceChildren();
    },
  };
}
