// My shelf: status tabs with counts, types, search, sort, posters or lines, pages. The address is the state.

import '../shell.js';
import { $, $$, debounce, el, icon } from '../dom.js';
import { account, onAccount } from '../account.js';
import { api } from '../api.js';
import { empty, failed, fill, loading, pager, plain } from '../lists.js';
import { leaving, onShelf } from '../shelf.js';
import { titleCard } from '../title-card.js';
import { titlesOpenHere } from '../title-dialog.js';
import { many } from '../words.js';

const SIZE = 48;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];

// One radio of a name: that value, or the first.
function pick(name, value) {
  const radios = $$(`[name=${name}]`, form);
  (radios.find((radio) => radio.value === value) ?? radios[0]).checked = true;
}

function read() {
  const address = new URLSearchParams(location.search);
  q.value = address.get('q') ?? '';
  pick('status', address.get('status'));
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  form.elements.sort.value = address.get('sort') ?? '';
  if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = '';
  pick('view', address.get('view'));
  return Math.max(1, Number.parseInt(address.get('page'), 10) || 1);
}
const wanted = (page) => ({
  q: q.value.trim(), status: $('[name=status]:checked', form).value, type: $$('[name=type]:checked', form).map((box) => box.value),
  sort: form.elements.sort.value, page: page > 1 ? page : null,
});
function address(page) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...wanted(page), view: form.elements.view.value })) {
    for (const one of [value].flat()) if (one) search.append(name, one);
  }
  return search.size ? `library.html?${search}` : 'library.html';
}

let page = 1;
let running = null;
let drawn = null;   // the address of what is shown

async function draw() {
  $('#mine').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) { $('#summary').textContent = ''; return; }
  drawn = address(page);
  list.classList.toggle('list', form.elements.view.value === 'list');
  running?.abort();
  const mine = running = new AbortController();
  const done = loading(list);
  try {
    show(await api.get('usermedia.cgi/', { query: { ...wanted(page), page_size: SIZE }, signal: mine.signal }));
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error.status === 401) { draw(); return; }
    fill(list, [failed(error, draw)]);
    $('#pager').hidden = true;
  } finally {
    done();
    if (running === mine) running = null;
  }
}

function show(answer) {
  const gone = answer.records.filter(({ id }) => leaving.has(id));
  const records = answer.records.filter(({ id }) => !leaving.has(id));
  const counts = { ...answer.counts };
  for (const { status } of gone) counts[status] -= 1;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const label of $$('.tabs label')) {
    const { value } = $('input', label);
    $('small', label).textContent = value ? counts[value] ?? 0 : all;
  }
  $('#summary').textContent = `${many(all, 'title')}, ${counts.COMPLETED ?? 0} finished`;
  fill(list, records.length ? records.map((entry) => titleCard(entry.media, entry)) : [nothing(all)]);
  pager($('#pager'), answer, address);
}

function nothing(all) {
  const { q: text, status, type } = wanted(1);
  const browse = el('a', { class: 'btn', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue');
  if (!text && !status && !type.length) {
    return empty('Nothing on this shelf yet', 'Find what you are reading, watching or playing, and put it here.',
      el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'), el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title'));
  }
  return empty('Nothing here', all && !text ? 'No title of yours stands like that.' : 'No title on your shelf fits that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all'), browse);
}
function clear() {
  q.value = '';
  pick('status', '');
  for (const box of $$('[name=type]', form)) box.checked = false;
  go(1);
}

function go(to, { replace = false } = {}) {
  page = to;
  history[replace ? 'replaceState' : 'pushState'](null, '', address(to));
  return draw();
}
form.addEventListener('change', () => go(1));
form.addEventListener('submit', (event) => { event.preventDefault(); go(1); });
q.addEventListener('input', debounce(180, () => go(1, { replace: true })));
$('.search').addEventListener('submit', (event) => { event.preventDefault(); go(1, { replace: true }); });
$('#pager').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || !plain(event)) return;
  event.preventDefault();
  go(Number(link.dataset.page));
  scrollTo({ top: 0, behavior: 'instant' });
  $('#main').focus({ preventScroll: true });
});
addEventListener('popstate', () => {
  page = read();
  if (address(page) !== drawn) draw();   // otherwise only the title on top came or went
});
onShelf(() => draw());
onAccount(() => draw());
document.addEventListener('list-changed', () => draw());

page = read();
titlesOpenHere();
draw();
