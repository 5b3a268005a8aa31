// My shelf: status tabs with counts, types, filters, search, sort, posters or lines, pages. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { kept } from '../core/storage.js';
import { narrowing, sorting } from '../ui/filters.js';
import { empty, titlesOpenHere } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { leaving, onShelf, staying } from '../shelf/changes.js';
import { shareButton } from '../shares/share-button.js';
import { titleCard } from '../title/title-card.js';
import { many, number } from '../core/words.js';

const SIZE = 24;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const sort = sorting(form);
const filters = narrowing({ form, facets: 'usermedia.cgi/facets', asked: () => wanted(), change: () => go(1) });
const isList = () => form.elements.view.value === 'list';
let columns = null; // of a list, once it is one
let total = 0; // of all pages

// One radio of a name: that value, or the first.
function pick(name, value) {
  const radios = $$(`[name=${name}]`, form);
  (radios.find((radio) => radio.value === value) ?? radios[0]).checked = true;
}

function read(address) {
  q.value = address.get('q') ?? '';
  pick('status', address.get('status'));
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  filters.read(address);
  sort.read(address.get('sort') ?? '');
  pick('view', address.get('view') ?? kept.get('view'));
}
const wanted = () => ({
  q: q.value.trim(),
  status: $('[name=status]:checked', form).value,
  type: $$('[name=type]:checked', form).map((box) => box.value),
  ...filters.values(),
  sort: sort.value,
});

const shelf = (query, signal) => api.get('usermedia.cgi/', { query, signal });
const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);

// Where nothing is found, also how many there are at all.
async function find(query, signal) {
  const answer = await shelf({ ...query, page_size: SIZE }, signal);
  const { counts } = sum(answer.counts) ? answer : await shelf({ page_size: 1 }, signal);
  return { ...answer, mine: sum(counts) };
}

function show(answer) {
  const gone = answer.records.filter(({ id }) => leaving.has(id));
  const records = staying(answer.records);
  const counts = { ...answer.counts };
  for (const { status } of gone) counts[status] -= 1;
  const all = sum(counts);
  for (const label of $$('.tabs label')) {
    const { value } = $('input', label);
    $('small', label).textContent = number(value ? (counts[value] ?? 0) : all);
  }
  $('#summary').textContent =
    all || !answer.mine
      ? `${many(all, 'title')}, ${number(counts.COMPLETED ?? 0)} finished`
      : `No match among your ${many(answer.mine, 'title')}`;
  total = answer.total - gone.length;
  filters.count(total);
  $('#select').disabled = !records.length;
  drawHeads(records.length > 0);
  return records.length
    ? records.map((entry) => titleCard(entry.media, entry, isList() ? columns.columns : undefined))
    : [nothing()];
}

function drawHeads(hasLines) {
  const bar = $('#columns');
  bar.hidden = !isList() || !hasLines;
  if (bar.hidden) return;
  const held = [...bar.children].indexOf(document.activeElement);
  bar.replaceChildren(...columns.heads(sort, () => go(1)));
  bar.children[held]?.focus({ preventScroll: true });
}

function nothing() {
  const { q: text, status, type } = wanted();
  const browse = el('a', { class: 'btn', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue');
  if (!text && !status && !type.length && !filters.isOn) {
    return empty(
      'Nothing on this shelf yet',
      'Find what you are reading, watching or playing, and put it here; or bring along what Goodreads, Letterboxd ' +
        'and others know of you.',
      el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
      el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title'),
      el('a', { class: 'btn', href: 'import.html' }, icon('upload'), 'Import'),
    );
  }
  const all = el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all');
  if (!filters.isOn) return empty('Nothing here', 'No title on your shelf fits that.', all, browse);
  const unfiltered = el('button', { class: 'btn primary', type: 'button', onclick: unfilter }, 'Clear the filters');
  return empty('Nothing here', 'No title on your shelf fits these filters.', unfiltered, browse);
}
// A filter that the API doesn't take, such as a year in words: it says which.
const refused = (error) =>
  empty(
    filters.notA(error).join(', '),
    'Nothing can be found by that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Clear the filters'),
  );
function unfilter() {
  filters.clear();
  go(1);
}
function clear() {
  q.value = '';
  pick('status', '');
  for (const box of $$('[name=type]', form)) box.checked = false;
  unfilter();
}

function whose() {
  $('#mine').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) $('#summary').textContent = '';
  return account();
}
const { go, draw, begin } = paged({
  name: 'library.html',
  form,
  list,
  wanted,
  shown: () => ({ ...wanted(), view: form.elements.view.value }),
  read,
  show,
  get: async (query, signal) => {
    filters.show();
    const [answer, module] = await Promise.all([
      find(query, signal),
      isList() ? import('../shelf/columns.js') : columns,
    ]);
    columns = module;
    list.classList.toggle('list', isList());
    return answer;
  },
  wrong: (error) => {
    $('#columns').hidden = true;
    if (error.status === 401) return void whose();
    return error.status === 400 ? refused(error) : null;
  },
});
for (const radio of $$('[name=view]', form))
  radio.addEventListener('change', () => kept.set('view', isList() ? 'list' : null));

// ---- several at once (see selection.js) -----------------------------------------------------------------------------
let selection = null;
async function select(run) {
  selection ??= import('../shelf/selection.js').then(({ selecting }) =>
    selecting({
      list,
      home: $('#mine'),
      total: () => total,
      page: (page) => shelf({ ...wanted(), page_size: 100, page }),
    }),
  );
  run(await selection);
}
$('#select').addEventListener('click', () => select((it) => (it.isOn() ? it.clear() : it.begin())));
document.addEventListener('choose', ({ detail: { card, all } }) =>
  select((it) => (all ? it.extend(card) : it.toggle(card))),
);
list.addEventListener('hold', (event) => {
  const card = event.target;
  event.preventDefault();
  select((it) => it.toggle(card));
});
list.addEventListener('click', (event) => {
  const card = event.target.closest('title-card');
  if (!event.shiftKey || !card || event.target.closest('shelf-button') || event.defaultPrevented) return;
  if ($('.bulk')) return; // it hears of it itself
  event.preventDefault();
  select((it) => it.extend(card));
});

shareButton(() => {
  const { status, type } = wanted();
  return { what: 'shelf', status, type: type.length === 1 ? type[0] : '' };
}, wanted);
onShelf(() => draw());
onAccount(() => {
  if (whose()) draw();
});
titlesOpenHere();
if (whose()) begin();
