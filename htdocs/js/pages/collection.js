// What I own: copies by who has them, place, format and platform, types, search, sort, pages; add, edit and remove
// them; their labels. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { addSheet } from '../ui/add-sheet.js';
import { leavingCopies } from '../copies/copies.js';
import { empty, titlesOpenHere } from '../ui/lists.js';
import '../copies/owned-title.js';
import { shareButton } from '../shares/share-button.js';
import { placeWords } from '../copies/copy-words.js';
import { placeTree } from '../copies/places.js';
import { paged } from '../ui/paged.js';
import { onShelf } from '../shelf/changes.js';
import { money } from '../core/money.js';
import { many, number } from '../core/words.js';

const SIZE = 30;
const [form, list, q, places] = [$('#filters'), $('#list'), $('#q'), $('#places')];
const { format, platform, sort } = form.elements;
const types = () => $$('[name=type]:checked', form).map((box) => box.value);
const tab = () => $('[name=whereabouts]:checked', form).value;
const OVERDUE = 'overdue'; // a tab of its own
let location_ = ''; // where what is shown stands

// ---- the list ------------------------------------------------------------------------------------------------------
function read(search) {
  q.value = search.get('q') ?? '';
  location_ = search.get('location') ?? '';
  const where = search.get('overdue') === 'true' ? OVERDUE : search.get('whereabouts');
  const tabs = $$('[name=whereabouts]', form);
  (tabs.find(({ value }) => value === where) ?? tabs[0]).checked = true;
  offer(format, 'Any format', found.formats, search.get('format') ?? '');
  offer(platform, 'Any platform', found.platforms, search.get('platform') ?? '');
  for (const box of $$('[name=type]', form)) box.checked = search.getAll('type').includes(box.value);
  sort.value = search.get('sort') ?? '';
  if (sort.selectedIndex < 0) sort.value = '';
  drawCounts();
  delete form.dataset.waits;
}
const filters = () => ({
  q: q.value.trim(),
  whereabouts: tab() === OVERDUE ? '' : tab(),
  overdue: tab() === OVERDUE ? 'true' : '',
  location: location_,
  format: format.value,
  platform: platform.value,
  type: types(),
});
const wanted = () => ({ ...filters(), sort: sort.value });
const isFiltered = () => Object.values(filters()).some((value) => value.length);

async function get(query, signal) {
  const copies = api.get('collection.cgi/copies', {
    query: { ...query, sort: query.sort || 'title_asc', page_size: SIZE },
    signal,
  });
  return (await Promise.all([copies, count(signal)]))[0];
}
// Copies of one title that follow each other are one line.
function byTitle(copies) {
  const items = [];
  for (const { media, ...copy } of copies) {
    if (items.at(-1)?.id !== media.id) items.push({ ...media, copies: [] });
    items.at(-1).copies.push(copy);
  }
  return items;
}
function show({ copies, total }) {
  const there = copies.filter(({ id }) => !leavingCopies.has(id));
  owned = total - (copies.length - there.length);
  summarize();
  return there.length ? byTitle(there).map(line) : [nothing()];
}

// A title whose last copy goes leaves at once, and is back when that is undone.
function line(item) {
  const one = el('owned-title');
  const place = el('li', {}, one);
  let has = item.copies.length;
  one.show(item);
  one.addEventListener('copies', async ({ detail }) => {
    owned += detail - has;
    has = detail;
    place.hidden = detail === 0;
    if (place.hidden && place.contains(document.activeElement)) $('#main').focus({ preventScroll: true });
    await count().catch(() => null);
    if (!$$('li', list).some((other) => !other.hidden)) draw();
    else summarize();
  });
  return place;
}

function nothing() {
  const add = (kind) =>
    el('a', { class: `btn${kind}`, href: 'collection.html?add=', onclick: adding.click }, icon('plus'), 'Add a copy');
  if (!isFiltered())
    return empty(
      'Nothing of yours is here yet',
      'Paperbacks, discs, downloads: note what you own, where it stands and who has it.',
      add(' primary'),
      el('a', { class: 'btn', href: 'library.html' }, icon('library'), 'To my shelf'),
    );
  return empty(
    'Nothing here',
    'You own nothing that fits that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all'),
    add(''),
  );
}
function clear() {
  read(new URLSearchParams({ sort: sort.value }));
  go(1);
}

// ---- how many of each there are ------------------------------------------------------------------------------------
let found = { formats: [], platforms: [], locations: [], whereabouts: {}, overdue: 0, value: {} };
let owned = 0; // copies that the filters leave

async function count(signal) {
  // Overdue isn't where something is: the other tabs have their numbers beside it.
  const query = tab() === OVERDUE ? { ...filters(), whereabouts: 'lent', overdue: '' } : filters();
  const facets = await api.get('collection.cgi/facets', { query, signal });
  for (const copy of leavingCopies.values()) leave(facets, copy);
  found = facets;
  offer(format, 'Any format', found.formats, format.value);
  offer(platform, 'Any platform', found.platforms, platform.value);
  drawCounts();
}
const same = (one, two) => one?.toLowerCase() === two?.toLowerCase();
// Counted without it.
function leave(facets, copy) {
  const { formats, locations, whereabouts } = facets;
  const less = (all, name) => {
    const one = all.find((other) => same(other.name, name));
    if (one?.count) one.count -= 1;
  };
  less(formats, copy.format);
  const parts = copy.location?.split('/') ?? [];
  for (const at of parts.keys()) less(locations, parts.slice(0, at + 1).join('/'));
  if (whereabouts[copy.whereabouts]) whereabouts[copy.whereabouts] -= 1;
  if (copy.is_overdue && facets.overdue) facets.overdue -= 1;
}

// What is chosen stays, though nothing should be of it.
function offer(select, any, all, now) {
  const names = all.filter(({ count: of }) => of);
  if (now && !names.some(({ name }) => same(name, now))) names.push({ name: now, count: 0 });
  const option = ({ name, count: of }) => el('option', { value: name }, of ? `${name} · ${number(of)}` : name);
  select.replaceChildren(el('option', { value: '' }, any), ...names.map(option));
  select.value = names.find(({ name }) => same(name, now))?.name ?? '';
}

const tree = placeTree({
  box: $('nav', places),
  address: (to) => {
    const search = new URLSearchParams(
      Object.entries({ ...wanted(), location: to }).flatMap(([name, value]) =>
        [value]
          .flat()
          .filter(Boolean)
          .map((one) => [name, one]),
      ),
    );
    return search.size ? `collection.html?${search}` : 'collection.html';
  },
  go: (to) => {
    location_ = to;
    drawCounts();
    if (!wide.matches) places.open = false;
    go(1);
  },
});
function drawCounts() {
  const { whereabouts, overdue, locations } = found;
  const all = Object.values(whereabouts).reduce((sum, one) => sum + one, 0);
  for (const box of $$('[name=whereabouts]', form)) {
    const of = { '': all, [OVERDUE]: overdue, ...whereabouts }[box.value];
    $('small', box.parentElement).textContent = of ? number(of) : '';
  }
  $('.late', form).hidden = !overdue && tab() !== OVERDUE;
  tree.show(locations, location_, locations.length && !location_ ? all : 0);
  $('#place-chosen').textContent = location_ ? placeWords(location_) : '';
}
function summarize() {
  const worth = Object.entries(tab() === OVERDUE ? {} : found.value).map(([currency, price]) =>
    money({ price, currency }),
  );
  const isEmpty = !owned && !isFiltered();
  $('#summary').textContent = [
    isEmpty ? '' : many(owned, 'copy', 'copies'),
    worth.length ? `worth ${worth.join(' and ')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
  form.hidden = places.hidden = isEmpty; // nothing to choose from
  $('#labels').hidden = !owned || !account();
}

// ---- by place: beside the list, or folded above it -----------------------------------------------------------------
const wide = matchMedia('(width >= 1100px)');
const fold = () => {
  places.open = wide.matches;
};
wide.addEventListener('change', fold);
fold();

$('#labels').addEventListener('click', async () =>
  (await import('../copies/labels.js')).labelSheet({ ...filters(), sort: sort.value || 'title_asc' }, owned),
);

// ---- a new copy: a sheet with an address of its own ----------------------------------------------------------------
const adding = addSheet({
  page: 'collection.html',
  load: () => import('../copies/add-copy.js'),
  make: ({ addCopySheet, sayOwned }) =>
    addCopySheet({
      added: (...what) => {
        sayOwned(...what, () => draw());
        return draw();
      },
    }),
});

// ---- going about ---------------------------------------------------------------------------------------------------
function whose() {
  $('#mine').hidden = $('#add').hidden = $('#share-this').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) {
    $('#summary').textContent = '';
    $('#labels').hidden = true;
  }
  return account();
}
const { go, draw, begin } = paged({
  name: 'collection.html',
  form,
  list,
  wanted,
  read,
  get,
  show,
  what: ['copy', 'copies'],
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
$('#add').addEventListener('click', adding.click);
shareButton(() => ({ what: 'collection', type: types().length === 1 ? types()[0] : '' }), filters);
onShelf(() => draw());
onAccount(() => {
  if (whose()) draw();
  adding.follow();
});
// Copies that came or went in the title's own sheet.
document.addEventListener('copies', ({ target }) => {
  if (target.closest('dialog')) draw();
});

titlesOpenHere();
if (whose()) begin();
adding.follow();
