// Everything here: search as you type, types, genre, year, creator, stars, sort, pages. The address is the state.

import '../shell.js';
import { $, $$, debounce, el, icon, said } from '../dom.js';
import { onAccount } from '../account.js';
import { listTitles } from '../api.js';
import { empty, failed, fill, loading, pager, plain } from '../lists.js';
import { entryOf } from '../shelf.js';
import { titleCard } from '../title-card.js';
import { titlesOpenHere } from '../title-dialog.js';
import { many } from '../words.js';

const SIZE = 24;
const [form, list, q] = [$('#filters'), $('#list'), $('#q')];
const NARROW = ['creator', 'genre', 'year', 'stars'];   // in the panel, and as pills
const value = (name) => form.elements[name].value.trim();

function read() {
  const address = new URLSearchParams(location.search);
  q.value = address.get('q') ?? '';
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  for (const name of NARROW) form.elements[name].value = address.get(name) ?? '';
  for (const select of [form.elements.sort, form.elements.stars]) {
    select.value = address.get(select.name) ?? '';
    if (select.selectedIndex < 0) select.value = '';
  }
  return Math.max(1, Number.parseInt(address.get('page'), 10) || 1);
}

const wanted = (page) => ({
  q: q.value.trim(), ...Object.fromEntries(NARROW.map((name) => [name, value(name)])),
  type: $$('[name=type]:checked', form).map((box) => box.value), sort: form.elements.sort.value, page: page > 1 ? page : null,
});
function address(page) {
  const search = new URLSearchParams();
  for (const [name, wish] of Object.entries(wanted(page))) {
    for (const one of [wish].flat()) if (one) search.append(name, one);
  }
  return search.size ? `catalogue.html?${search}` : 'catalogue.html';
}

let running = null;
let page = 1;
let drawn = null;   // the address of what is shown

async function draw() {
  running?.abort();
  const mine = running = new AbortController();
  const done = loading(list);
  drawn = address(page);
  form.elements.sort.options[0].textContent = q.value.trim() ? 'Best match' : 'Newest first';
  drawPills();
  try {
    const answer = await listTitles({ ...wanted(page), page_size: SIZE }, mine.signal);
    const { media, total } = answer;
    fill(list, media.length ? media.map((title) => titleCard(title, entryOf(title))) : [nothing()]);
    pager($('#pager'), answer, (to) => address(to));
    $('#summary').textContent = filtered() ? `${many(total, 'title')} found` : many(total, 'title');
  } catch (error) {
    if (error.name === 'AbortError') return;
    fill(list, [error.status === 400 ? refused(error) : failed(error, draw)]);
    $('#pager').hidden = true;
    $('#summary').textContent = '';
  } finally {
    done();
    if (running === mine) running = null;
  }
}

const filtered = () => Boolean(q.value.trim() || $('[name=type]:checked', form) || NARROW.some(value));
const clearing = () => el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Clear the search');

function nothing() {
  const add = el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title');
  if (!filtered()) return empty('An empty case', 'No title is here yet. Put the first one in.', add);
  return empty('Nothing found', 'No title here fits that.', clearing(), add);
}
// A filter that the API doesn't take, such as a year in words: it says which.
const refused = ({ message, details }) => empty('Not like that', details.map(({ field, message: why }) => `${field} ${why}`).join(', ') || message, clearing());

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
  $('#pills').replaceChildren(...shown.map((name) => el('li', {},
    el('button', { class: 'pill', type: 'button', onclick: () => { form.elements[name].value = ''; go(1); }, 'aria-label': `${name} ${value(name)}: remove this filter` }, `${name}: `, said(words(name)), icon('x')))));
  $('#narrow').classList.toggle('on', shown.length > 0);
}

// ---- going about -------------------------------------------------------------------------------------------------------
function go(to, { replace = false } = {}) {
  page = to;
  history[replace ? 'replaceState' : 'pushState'](null, '', address(page));
  return draw();
}
form.addEventListener('change', () => go(1));
form.addEventListener('submit', (event) => { event.preventDefault(); $('#narrow').open = false; go(1); });
form.addEventListener('reset', (event) => { event.preventDefault(); $('#narrow').open = false; clear(); });
q.addEventListener('input', debounce(180, () => go(1, { replace: true })));
$('.search').addEventListener('submit', (event) => { event.preventDefault(); go(1, { replace: true }); });
addEventListener('popstate', () => {
  page = read();
  if (address(page) !== drawn) draw();   // otherwise only the title on top came or went
});
$('#pager').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || !plain(event)) return;
  event.preventDefault();
  go(Number(link.dataset.page));
  scrollTo({ top: 0, behavior: 'instant' });
  $('#main').focus({ preventScroll: true });
});
// The panel closes by Escape and by a click elsewhere.
addEventListener('keydown', ({ key }) => { if (key === 'Escape' && $('#narrow').open) { $('#narrow').open = false; $('#narrow summary').focus(); } });
document.addEventListener('click', ({ target }) => { if (!target.closest('#narrow')) $('#narrow').open = false; });

onAccount(() => draw());
document.addEventListener('list-changed', () => draw());
page = read();
titlesOpenHere();
draw();
