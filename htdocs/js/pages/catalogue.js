// Everything here: search as you type, types, genre, year, creator, stars, sort, pages. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { onAccount } from '../core/account.js';
import { listTitles } from '../core/api.js';
import { empty } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { entryOf } from '../shelf/shelf.js';
import { titleCard } from '../title/title-card.js';
import { titlesOpenHere } from '../title/title-dialog.js';
import { many } from '../core/words.js';

const SIZE = 24;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const NARROW = ['creator', 'genre', 'year', 'stars']; // in the panel, and as pills
const value = (name) => form.elements[name].value.trim();

function read(address) {
  q.value = address.get('q') ?? '';
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  for (const name of NARROW) form.elements[name].value = address.get(name) ?? '';
  for (const select of [form.elements.sort, form.elements.stars]) {
    select.value = address.get(select.name) ?? '';
    if (select.selectedIndex < 0) select.value = '';
  }
}
const wanted = () => ({
  q: q.value.trim(),
  ...Object.fromEntries(NARROW.map((name) => [name, value(name)])),
  type: $$('[name=type]:checked', form).map((box) => box.value),
  sort: form.elements.sort.value,
});

const { go, draw, begin } = paged({
  name: 'catalogue.html',
  form,
  list,
  wanted,
  read,
  get: (query, signal) => {
    form.elements.sort.options[0].textContent = q.value.trim() ? 'Best match' : 'Newest first';
    drawPills();
    return listTitles({ ...query, page_size: SIZE }, signal);
  },
  show: ({ media, total }) => {
    $('#summary').textContent = filtered() ? `${many(total, 'title')} found` : many(total, 'title');
    return media.length ? media.map((title) => titleCard(title, entryOf(title))) : [nothing()];
  },
  wrong: (error) => {
    $('#summary').textContent = '';
    return error.status === 400 ? refused(error) : null;
  },
});

const filtered = () => Boolean(q.value.trim() || $('[name=type]:checked', form) || NARROW.some(value));
const clearing = () => el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Clear the search');

function nothing() {
  const add = el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title');
  if (!filtered()) return empty('An empty case', 'No title is here yet. Put the first one in.', add);
  return empty('Nothing found', 'No title here fits that.', clearing(), add);
}
// A filter that the API doesn't take, such as a year in words: it says which.
const refused = ({ message, details }) =>
  empty('Not like that', details.map(({ field, message: why }) => `${field} ${why}`).join(', ') || message, clearing());

function clear() {
  q.value = '';
  for (const box of $$('[name=type]', form)) box.checked = false;
  for (const name of NARROW) form.elements[name].value = '';
  go(1);
  q.focus();
}

function drawPills() {
  const shown = NARROW.filter(value);
  const words = (name) => (name === 'stars' ? `${value(name)} and more` : value(name));
  $('#pills').replaceChildren(
    ...shown.map((name) =>
      el(
        'li',
        {},
        el(
          'button',
          {
            class: 'pill',
            type: 'button',
            onclick: () => {
              form.elements[name].value = '';
              go(1);
            },
            'aria-label': `${name} ${value(name)}: remove this filter`,
          },
          `${name}: `,
          said(words(name)),
          icon('x'),
        ),
      ),
    ),
  );
  $('#narrow').classList.toggle('on', shown.length > 0);
}

// ---- the panel ------------------------------------------------------------------------------------------------------
form.addEventListener('submit', () => {
  $('#narrow').open = false;
});
form.addEventListener('reset', (event) => {
  event.preventDefault();
  $('#narrow').open = false;
  clear();
});
// The panel closes by Escape and by a click elsewhere.
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && $('#narrow').open) {
    $('#narrow').open = false;
    $('#narrow summary').focus();
  }
});
document.addEventListener('click', ({ target }) => {
  if (!target.closest('#narrow')) $('#narrow').open = false;
});

onAccount(() => draw());
titlesOpenHere();
begin();
