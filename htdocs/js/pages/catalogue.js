// Everything here: search as you type, types, sort, pages. The address is the state. ?id= shows one title on top.

import '../shell.js';
import '../title-view.js';
import { $, $$, debounce, el, icon, said } from '../dom.js';
import { onAccount } from '../account.js';
import { listTitles, oneTitle } from '../api.js';
import { empty, failed, fill, loading, pager, plain } from '../lists.js';
import { entryOf } from '../shelf.js';
import { titleCard } from '../title-card.js';
import { explain } from '../toast.js';
import { many } from '../words.js';

const SIZE = 24;
const [form, list, q, spot] = [$('#filters'), $('#list'), $('#q'), $('#spot')];
const narrow = { genre: null, creator: null };   // set by links only

function read() {
  const address = new URLSearchParams(location.search);
  q.value = address.get('q') ?? '';
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  form.elements.sort.value = address.get('sort') ?? '';
  if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = '';
  for (const name of Object.keys(narrow)) narrow[name] = address.get(name);
  return { page: Math.max(1, Number.parseInt(address.get('page'), 10) || 1), id: address.get('id') };
}

const wanted = (page) => ({
  q: q.value.trim(), ...narrow, type: $$('[name=type]:checked', form).map((box) => box.value), sort: form.elements.sort.value, page: page > 1 ? page : null,
});
function address(page, id = null) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...wanted(page), id })) {
    for (const one of [value].flat()) if (one) search.append(name, one);
  }
  return search.size ? `catalogue.html?${search}` : 'catalogue.html';
}

let running = null;
let now = { page: 1, id: null };

async function draw() {
  running?.abort();
  const mine = running = new AbortController();
  const done = loading(list);
  const best = form.elements.sort.options[0];
  best.textContent = q.value.trim() ? 'Best match' : 'Newest first';
  try {
    const answer = await listTitles({ ...wanted(now.page), page_size: SIZE }, mine.signal);
    const { media, total } = answer;
    fill(list, media.length ? media.map((title) => titleCard(title, entryOf(title))) : [nothing()]);
    pager($('#pager'), answer, (page) => address(page));
    $('#summary').textContent = filtered() ? `${many(total, 'title')} found` : many(total, 'title');
  } catch (error) {
    if (error.name === 'AbortError') return;
    fill(list, [failed(error, draw)]);
    $('#pager').hidden = true;
    $('#summary').textContent = '';
  } finally {
    done();
    if (running === mine) running = null;
  }
  drawPills();
}

const filtered = () => Boolean(q.value.trim() || $('[name=type]:checked', form) || narrow.genre || narrow.creator);

function nothing() {
  const add = el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add a title');
  if (!filtered()) return empty('An empty case', 'No title is here yet. Put the first one in.', add);
  return empty('Nothing found', 'No title here fits that.', el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Clear the search'), add);
}
function clear() {
  q.value = '';
  for (const box of $$('[name=type]', form)) box.checked = false;
  for (const name of Object.keys(narrow)) narrow[name] = null;
  go(1);
  q.focus();
}

function drawPills() {
  $('#pills').replaceChildren(...Object.entries(narrow).filter(([, value]) => value).map(([name, value]) => el('li', {},
    el('button', { class: 'pill', type: 'button', onclick: () => { narrow[name] = null; go(1); }, 'aria-label': `${name} ${value}: remove this filter` }, `${name}: `, said(value), icon('x')))));
}

// ---- one title on top ------------------------------------------------------------------------------------------------
let opened = 0;
async function drawSpot({ focus = false } = {}) {
  const turn = ++opened;
  if (!now.id) {
    spot.hidden = true;
    spot.replaceChildren();
    document.title = 'Catalogue · Vitrine';
    return;
  }
  const close = el('a', { class: 'btn quiet round sheet-x', href: address(now.page), 'aria-label': 'Close', 'data-close': '' }, icon('x'), el('span', { class: 'no-icon' }, 'Close'));
  let content;
  try {
    const media = await oneTitle(now.id);
    content = el('title-view');
    content.show(media, entryOf(media));
    document.title = `${media.title} · Vitrine`;
  } catch (error) {
    content = el('p', { class: 'spot gone', role: 'alert' }, error.status === 404 ? 'That title isn’t here any more.' : explain(error));
  }
  if (turn !== opened) return;
  spot.replaceChildren(content, close);
  spot.hidden = false;
  if (focus) {
    scrollTo({ top: 0, behavior: 'instant' });
    $('#d-title', spot)?.focus({ preventScroll: true });
  }
}

// ---- going about -------------------------------------------------------------------------------------------------------
function go(page, { replace = false } = {}) {
  now = { page, id: null };
  history[replace ? 'replaceState' : 'pushState'](null, '', address(page));
  drawSpot();
  return draw();
}
form.addEventListener('change', () => go(1));
form.addEventListener('submit', (event) => { event.preventDefault(); go(1); });
q.addEventListener('input', debounce(180, () => go(1, { replace: true })));
$('.search').addEventListener('submit', (event) => { event.preventDefault(); go(1, { replace: true }); });
addEventListener('popstate', () => {
  const before = now;
  now = read();
  drawSpot();
  if (before.id === now.id || !now.id) draw();
});

document.addEventListener('click', (event) => {
  if (!plain(event)) return;
  const page = event.target.closest('#pager a');
  const title = event.target.closest('#list .card > a');
  const close = event.target.closest('[data-close]');
  if (!page && !title && !close) return;
  event.preventDefault();
  if (page) {
    go(Number(page.dataset.page));
    scrollTo({ top: 0, behavior: 'instant' });
    $('#main').focus({ preventScroll: true });
  } else if (title) {
    now = { ...now, id: title.closest('[data-id]').dataset.id };
    history.pushState(null, '', address(now.page, now.id));
    drawSpot({ focus: true });
  } else {
    const last = now.id;
    now = { ...now, id: null };
    history.pushState(null, '', address(now.page));
    drawSpot();
    ($(`#list [data-id="${CSS.escape(last)}"] a`) ?? $('#main')).focus();
  }
});

onAccount(() => { draw(); drawSpot(); });
now = read();
drawSpot();
draw();
