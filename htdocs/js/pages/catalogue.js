// Everything here: search as you type, types, genre, year, creator, stars, sort, pages. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { onAccount } from '../core/account.js';
import { listTitles } from '../core/catalogue.js';
import { narrowing, sorting } from '../ui/filters.js';
import { empty, titlesOpenHere } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { entryOf } from '../shelf/changes.js';
import { titleCard } from '../title/title-card.js';
import { many } from '../core/words.js';

const SIZE = 24;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const sort = sorting(form);
const filters = narrowing({ form, facets: 'media.cgi/facets', asked: () => wanted(), change: () => go(1) });

function read(address) {
  q.value = address.get('q') ?? '';
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  filters.read(address);
  sort.read(address.get('sort') ?? '');
}
const wanted = () => ({
  q: q.value.trim(),
  ...filters.values(),
  type: $$('[name=type]:checked', form).map((box) => box.value),
  sort: sort.value,
});

const { go, draw, begin } = paged({
  name: 'catalogue.html',
  form,
  list,
  wanted,
  read,
  get: (query, signal) => {
    const [first] = form.elements.sort.options;
    first.textContent = q.value.trim() ? 'Best match' : 'Added';
    if (q.value.trim()) delete first.dataset.back;
    else first.dataset.back = 'uploaded_asc';
    sort.mark();
    filters.show();
    return listTitles({ ...query, page_size: SIZE }, signal);
  },
  show: ({ media, total }) => {
    filters.count(total);
    $('#summary').textContent = filtered() ? `${many(total, 'title')} found` : many(total, 'title');
    return media.length ? media.map((title) => titleCard(title, entryOf(title))) : [nothing()];
  },
  wrong: (error) => {
    $('#summary').textContent = '';
    return error.status === 400 ? refused(error) : null;
  },
});

const filtered = () => Boolean(q.value.trim() || $('[name=type]:checked', form) || filters.isOn);
const clearing = ({ primary = true } = {}) =>
  el(
    'button',
    { class: primary ? 'btn primary' : 'btn', type: 'button', onclick: clear },
    filters.isOn ? 'Clear the filters' : 'Clear the search',
  );

function nothing() {
  const add = el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title');
  if (!filtered()) return empty('Nothing here yet', 'No title is here yet. Put the first one in.', add);
  const words = q.value.trim();
  if (!words || filters.isOn) return empty('Nothing found', 'No title here fits that.', clearing(), add);
  const types = wanted().type.map((type) => ['type', type]);
  const href = `edit.html?${new URLSearchParams([['q', words], ...types])}`;
  return empty(
    'Nothing found',
    'No title here fits that. Others may know it.',
    el('a', { class: 'btn primary', href }, icon('search'), 'Look it up'),
    clearing({ primary: false }),
  );
}
// A filter that the API doesn't take, such as a year in words: it says which.
const refused = (error) => empty(filters.notA(error).join(', '), 'Nothing can be found by that.', clearing());

function clear() {
  q.value = '';
  for (const box of $$('[name=type]', form)) box.checked = false;
  filters.clear();
  go(1);
  q.focus();
}

onAccount(() => draw());
titlesOpenHere();
begin();
// Whoever came by the search of another page goes on there: other words, or an arrow into what was found.
const cameFrom = document.referrer && new URL(document.referrer);
if (
  q.value &&
  cameFrom?.origin === location.origin &&
  cameFrom.pathname !== location.pathname &&
  performance.getEntriesByType('navigation')[0]?.type === 'navigate'
)
  q.focus();
