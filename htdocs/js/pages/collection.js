// What I own: copies by format and platform, types, search, sort, pages; add, edit and remove them. The address is the
// state.

import '../ui/shell.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { leavingCopies } from '../copies/copies.js';
import { empty, plain, titlesOpenHere } from '../ui/lists.js';
import '../copies/owned-title.js';
import { paged } from '../ui/paged.js';
import { onShelf } from '../shelf/changes.js';
import { complain, toast } from '../ui/toast.js';
import { many, number } from '../core/words.js';

const SIZE = 30;
const COUNTED = 500; // copies that are read to know the formats, platforms and their numbers
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const { platform, sort } = form.elements;
const types = () => $$('[name=type]:checked', form).map((box) => box.value);
const chosen = (name) => $(`[name=${name}]:checked`, form)?.value ?? '';

// ---- the list -------------------------------------------------------------------------------------------------------
function read(address) {
  q.value = address.get('q') ?? '';
  drawFormats(address.get('format') ?? '');
  drawPlatforms(address.get('platform') ?? '');
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  sort.value = address.get('sort') ?? '';
  if (sort.selectedIndex < 0) sort.value = '';
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
    { class: 'btn primary', href: 'collection.html?add=', onclick: openAdding },
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
    el('a', { class: 'btn', href: 'collection.html?add=', onclick: openAdding }, icon('plus'), 'Add a copy'),
  );
}
function clear() {
  q.value = platform.value = '';
  $('[name=format]', form).checked = true;
  for (const box of $$('[name=type]', form)) box.checked = false;
  go(1);
}

// ---- formats and platforms, with how many there are of each ---------------------------------------------------------
let copies = [];
let whole = true; // all copies were read, so that the numbers are true
let titles = 0;

async function count(signal) {
  const read = [];
  let total = 1;
  for (let n = 1; read.length < Math.min(total, COUNTED); n++) {
    const answer = await api.get('collection.cgi/copies', { query: { page: n, page_size: 100 }, signal });
    read.push(...answer.copies);
    ({ total } = answer);
    if (!answer.copies.length) break;
  }
  whole = read.length >= total;
  copies = read.filter(({ id }) => !leavingCopies.has(id));
  drawFormats(chosen('format'));
  drawPlatforms(platform.value);
}

// Most frequent first; what differs in case only is one, as it is for the API.
function tally(name) {
  const found = new Map();
  for (const { [name]: value } of copies) {
    const key = value?.toLowerCase();
    if (key) found.set(key, { value, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((one, two) => two.count - one.count || one.value.localeCompare(two.value));
}
const same = (one, two) => one.toLowerCase() === two.toLowerCase();
function known(name, now) {
  const all = tally(name);
  return !now || all.some(({ value }) => same(value, now)) ? all : [...all, { value: now, count: 0 }];
}

function drawFormats(now) {
  const held = $('#formats').contains(document.activeElement);
  const numbers = whole && !q.value.trim() && !types().length && !platform.value;
  const tab = (value, words, count) =>
    el(
      'label',
      {},
      el('input', { type: 'radio', name: 'format', value, checked: same(value, now) }),
      el('span', {}, words),
      ' ',
      el('small', {}, numbers && count ? number(count) : ''),
    );
  $('#formats').replaceChildren(
    $('legend', $('#formats')),
    tab('', 'All', copies.length),
    ...known('format', now).map(({ value, count }) => tab(value, said(value), count)),
  );
  if (held) $('[name=format]:checked', form).focus();
}
function drawPlatforms(now) {
  const all = known('platform', now);
  platform.replaceChildren(
    el('option', { value: '' }, 'Any platform'),
    ...all.map(({ value }) => el('option', { value }, value)),
  );
  platform.value = all.find(({ value }) => same(value, now))?.value ?? '';
  platform.closest('label').hidden = !all.length;
}
function summarize() {
  if (filtered()) $('#summary').textContent = `${many(titles, 'title')} of yours`;
  else
    $('#summary').textContent = copies.length
      ? whole
        ? `${many(copies.length, 'copy', 'copies')} of ${many(titles, 'title')}`
        : many(titles, 'title')
      : '';
}

// ---- a new copy: a sheet with an address of its own -----------------------------------------------------------------
const asked = () => new URLSearchParams(location.search).has('add');
let sheet = null;

function openAdding(event) {
  if (!plain(event)) return;
  event.preventDefault();
  const search = new URLSearchParams(location.search);
  search.set('add', '');
  history.pushState({ add: true }, '', `collection.html?${search}`);
  follow();
}
async function follow() {
  if (!asked() || !account()) {
    sheet?.close();
    return;
  }
  if (sheet) return;
  const { addCopySheet } = await import('../copies/add-copy.js');
  sheet = addCopySheet({ added });
  sheet.addEventListener('close', () => {
    sheet.remove();
    sheet = null;
    if (asked()) {
      if (history.state?.add) history.back();
      else {
        const search = new URLSearchParams(location.search);
        search.delete('add');
        history.replaceState(null, '', search.size ? `collection.html?${search}` : 'collection.html');
      }
    }
    $('#add').focus();
  });
  document.body.append(sheet);
  sheet.showModal();
  $('input', sheet).focus();
}

async function added(copy, media, entry) {
  // It was put on the shelf with it.
  const path = entry ? `collection.cgi/copies/${copy.id}` : `collection.cgi/${media.id}`;
  toast(`Yours: ${media.title}, ${copy.format}`, { undo: () => api.delete(path).then(() => draw(), complain) });
  await draw();
}

// ---- going about ----------------------------------------------------------------------------------------------------
function whose() {
  $('#mine').hidden = $('#add').hidden = !account();
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
$('#add').addEventListener('click', openAdding);
addEventListener('popstate', follow);
onShelf(() => draw());
onAccount(() => {
  if (whose()) draw();
  follow();
});
// Copies that came or went in the title's own sheet.
document.addEventListener('copies', ({ target }) => {
  if (target.closest('dialog')) draw();
});

titlesOpenHere();
if (whose()) begin();
follow();
