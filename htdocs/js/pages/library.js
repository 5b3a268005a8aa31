// My shelf: status tabs with counts, types, search, sort, posters or lines, pages. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { empty } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { leaving, onShelf } from '../shelf/shelf.js';
import { titleCard } from '../title/title-card.js';
import { titlesOpenHere } from '../title/title-dialog.js';
import { many } from '../core/words.js';

const SIZE = 48;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];

// One radio of a name: that value, or the first.
function pick(name, value) {
  const radios = $$(`[name=${name}]`, form);
  (radios.find((radio) => radio.value === value) ?? radios[0]).checked = true;
}

function read(address) {
  q.value = address.get('q') ?? '';
  pick('status', address.get('status'));
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  form.elements.sort.value = address.get('sort') ?? '';
  if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = '';
  pick('view', address.get('view'));
}
const wanted = () => ({
  q: q.value.trim(),
  status: $('[name=status]:checked', form).value,
  type: $$('[name=type]:checked', form).map((box) => box.value),
  sort: form.elements.sort.value,
});

function show(answer) {
  const gone = answer.records.filter(({ id }) => leaving.has(id));
  const records = answer.records.filter(({ id }) => !leaving.has(id));
  const counts = { ...answer.counts };
  for (const { status } of gone) counts[status] -= 1;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const label of $$('.tabs label')) {
    const { value } = $('input', label);
    $('small', label).textContent = (value ? (counts[value] ?? 0) : all).toLocaleString('en-GB');
  }
  $('#summary').textContent = `${many(all, 'title')}, ${counts.COMPLETED ?? 0} finished`;
  return records.length ? records.map((entry) => titleCard(entry.media, entry)) : [nothing(all)];
}

function nothing(all) {
  const { q: text, status, type } = wanted();
  const browse = el('a', { class: 'btn', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue');
  if (!text && !status && !type.length) {
    return empty(
      'Nothing on this shelf yet',
      'Find what you are reading, watching or playing, and put it here.',
      el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
      el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title'),
    );
  }
  return empty(
    'Nothing here',
    all && !text ? 'No title of yours stands like that.' : 'No title on your shelf fits that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all'),
    browse,
  );
}
function clear() {
  q.value = '';
  pick('status', '');
  for (const box of $$('[name=type]', form)) box.checked = false;
  go(1);
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
  get: (query, signal) => {
    list.classList.toggle('list', form.elements.view.value === 'list');
    return api.get('usermedia.cgi/', { query: { ...query, page_size: SIZE }, signal });
  },
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
onShelf(() => draw());
onAccount(() => {
  if (whose()) draw();
});
titlesOpenHere();
if (whose()) begin();
