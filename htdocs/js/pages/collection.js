// What I own: copies by format and platform, types, search, sort, pages; add, edit and remove them. The address is the
// state.

import '../ui/shell.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { addSheet } from '../ui/add-sheet.js';
import { leavingCopies } from '../copies/copies.js';
import { empty, titlesOpenHere } from '../ui/lists.js';
import '../copies/owned-title.js';
import { shareButton } from '../shares/share-button.js';
import { paged } from '../ui/paged.js';
import { kept } from '../core/storage.js';
import { onShelf } from '../shelf/changes.js';
import { many, number } from '../core/words.js';

const SIZE = 30;
const TABS = 6; // formats, beyond which they are to choose from
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const { platform, sort } = form.elements;
const [tabs, choice] = [$('#formats'), $('#format-choice')];
const types = () => $$('[name=type]:checked', form).map((box) => box.value);
const chosen = (name) =>
  name === 'format' && tabs.hidden ? choice.value : ($(`[name=${name}]:checked`, form)?.value ?? '');

// ---- the list -------------------------------------------------------------------------------------------------------
function read(address) {
  q.value = address.get('q') ?? '';
  drawFormats(address.get('format') ?? '');
  drawPlatforms(address.get('platform') ?? '');
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  sort.value = address.get('sort') ?? '';
  if (sort.selectedIndex < 0) sort.value = '';
  delete form.dataset.waits;
}
const wanted = () => ({
  q: q.value.trim(),
  format: chosen('format'),
  platform: platform.value,
  type: types(),
  sort: sort.value,
});
const filtered = () => Boolean(q.value.trim() || chosen('format') || platform.value || types().length);

async function get(query, signal) {
  const list = api.get('collection.cgi/', {
    query: { ...query, sort: query.sort || 'title_asc', owned: true, page_size: SIZE },
    signal,
  });
  return (await Promise.all([list, count(signal)]))[0];
}
function show({ items: all, total }) {
  const items = all.filter(({ copies: ofIt }) => ofIt.some(({ id }) => !leavingCopies.has(id)));
  titles = total - (all.length - items.length);
  summarize();
  return items.length ? items.map(line) : [nothing()];
}

// A title whose last copy goes leaves at once, and is back when that is undone.
function line(item) {
  const one = el('owned-title');
  const place = el('li', {}, one);
  one.show(item);
  one.addEventListener('copies', async ({ detail }) => {
    if (place.hidden === detail > 0) titles += detail > 0 ? 1 : -1;
    place.hidden = detail === 0;
    if (place.hidden && place.contains(document.activeElement)) $('#main').focus({ preventScroll: true });
    await count().catch(() => null);
    if (!$$('li', list).some((other) => !other.hidden)) draw();
    else summarize();
  });
  return place;
}

function nothing() {
  const add = el(
    'a',
    { class: 'btn primary', href: 'collection.html?add=', onclick: adding.click },
    icon('plus'),
    'Add a copy',
  );
  if (!filtered())
    return empty(
      'Nothing of yours is here yet',
      'Paperbacks, discs, downloads: note what you own, where it stands and who has it.',
      add,
      el('a', { class: 'btn', href: 'library.html' }, icon('library'), 'To my shelf'),
    );
  return empty(
    'Nothing here',
    'You own nothing that fits that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all'),
    el('a', { class: 'btn', href: 'collection.html?add=', onclick: adding.click }, icon('plus'), 'Add a copy'),
  );
}
function clear() {
  q.value = platform.value = '';
  drawFormats('');
  for (const box of $$('[name=type]', form)) box.checked = false;
  go(1);
}

// ---- formats and platforms, with how many titles there are of each --------------------------------------------------
let found = { formats: [], platforms: [] };
let isCounted = false; // until then there are as many formats as the last time: so nothing jumps
let copies = 0;
let titles = 0;

async function count(signal) {
  const { q: text, format, platform: place, type } = wanted();
  const [facets, { total }] = await Promise.all([
    api.get('collection.cgi/facets', {
      query: { q: text, format, platform: place, type, facet: ['formats', 'platforms'] },
      signal,
    }),
    api.get('collection.cgi/copies', { query: { page_size: 1 }, signal }),
  ]);
  copies = total - leavingCopies.size;
  found = facets;
  isCounted = true;
  for (const { format } of leavingCopies.values())
    for (const one of found.formats) if (one.name.toLowerCase() === format) one.count -= 1;
  found.formats = found.formats.filter((one) => one.count > 0);
  drawFormats(chosen('format'));
  drawPlatforms(platform.value);
  kept.set('formats', tabs.hidden ? 'many' : null);
}

const same = (one, two) => one.toLowerCase() === two.toLowerCase();
function known(name, now) {
  const all = found[name];
  return !now || all.some(({ name: value }) => same(value, now)) ? all : [...all, { name: now, count: 0 }];
}

function drawFormats(now) {
  const held = tabs.contains(document.activeElement);
  const all = known('formats', now);
  const value = all.find(({ name }) => same(name, now))?.name ?? '';
  const tab = (one, words, count) =>
    el(
      'label',
      {},
      el('input', { type: 'radio', name: 'format', value: one, checked: one === value }),
      el('span', {}, words),
      ' ',
      el('small', {}, count ? number(count) : ''),
    );
  tabs.hidden = isCounted ? all.length > TABS : kept.get('formats') === 'many';
  choice.closest('label').hidden = !tabs.hidden;
  if (tabs.hidden) {
    const option = ({ name, count }) => el('option', { value: name }, count ? `${name} · ${number(count)}` : name);
    choice.replaceChildren(el('option', { value: '' }, 'Any format'), ...all.map(option));
    choice.value = value;
    return;
  }
  tabs.replaceChildren(
    $('legend', tabs),
    tab('', 'All', value ? 0 : titles),
    ...all.map(({ name, count }) => tab(name, said(name), count)),
  );
  if (held) $('[name=format]:checked', form).focus();
}
function drawPlatforms(now) {
  const all = known('platforms', now);
  platform.replaceChildren(
    el('option', { value: '' }, 'Any platform'),
    ...all.map(({ name }) => el('option', { value: name }, name)),
  );
  platform.value = all.find(({ name }) => same(name, now))?.name ?? '';
  platform.closest('label').hidden = !all.length;
}
function summarize() {
  if (filtered()) $('#summary').textContent = `${many(titles, 'title')} of yours`;
  else $('#summary').textContent = copies ? `${many(copies, 'copy', 'copies')} of ${many(titles, 'title')}` : '';
  drawFormats(chosen('format'));
  form.hidden = !copies && !filtered(); // nothing to choose from
}

// ---- a new copy: a sheet with an address of its own -----------------------------------------------------------------
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

// ---- going about ----------------------------------------------------------------------------------------------------
function whose() {
  $('#mine').hidden = $('#add').hidden = $('#share-this').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) $('#summary').textContent = '';
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
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
$('#add').addEventListener('click', adding.click);
shareButton(() => ({ what: 'collection', type: types().length === 1 ? types()[0] : '' }));
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
