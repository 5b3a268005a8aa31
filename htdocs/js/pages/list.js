// One list: list.html?list=ID, or ?id=ID. Its titles in their order, in pages; for whom it belongs to also to be moved,
// noted and taken off; what it is called and who sees it.

import '../ui/shell.js';
import { amend } from '../core/amend.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { $, el, icon, said } from '../core/dom.js';
import { SEEN_BY, coversOf } from '../lists/list-card.js';
import { pathOf } from '../lists/list-form.js';
import { itemPath } from '../lists/list-row.js';
import { ordering } from '../lists/order.js';
import { moreMenu } from '../ui/menu.js';
import { empty, ifSlow, several, titlesOpenHere } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { complain, later, toast } from '../ui/toast.js';
import { many } from '../core/words.js';

const SIZE = 50;
const asked = new URLSearchParams(location.search);
// Beside a list an id is that of a title which is open over it.
if (!asked.has('list') && asked.has('id')) history.replaceState(history.state, '', `?list=${asked.get('id')}`);
const id = asked.get('list') ?? asked.get('id') ?? '';
const list = $('#list');
const news = el('p', { class: 'vh', role: 'status' });
list.after(news);
const leaving = new Set(); // items whose DELETE waits for the end of its Undo
let shown = null; // the list
let count = 0; // of its titles, but for those that leave
let first = 1; // the place of the first that is shown
let isGone = false;

const isMine = () => Boolean(shown && account()?.id === shown.user.id);

// ---- its head -------------------------------------------------------------------------------------------------------
function drawHead() {
  document.title = `${shown.name} · Vitrine`;
  $('#head').classList.remove('waits');
  $('#covers').replaceChildren(coversOf(shown));
  $('#name').replaceChildren(said(shown.name));
  $('#by').replaceChildren(...(isMine() ? [] : ['By ', said(shown.user.username), ' · ']));
  $('#seen').textContent = isMine() ? ` · ${SEEN_BY[shown.visibility]}` : '';
  $('#about').replaceChildren(said(shown.description));
  $('#about').hidden = !shown.description;
  summarize();
  drawActs();
}
// Where the focus is in them it stays at what is called the same.
function drawActs() {
  const acts = $('#acts');
  if ($('.more-menu:popover-open', acts)) return; // it is in use
  const held = [...acts.children].find((one) => one.contains(document.activeElement))?.textContent;
  acts.replaceChildren(...(isMine() ? own() : []));
  const now = held && [...acts.children].find(({ textContent }) => textContent === held);
  if (now) ($('input', now) ?? now).focus();
}
function summarize() {
  $('#summary').textContent = many(count, 'title');
}

function own() {
  return [
    el('button', { class: 'btn primary', type: 'button', onclick: add }, icon('plus'), 'Add titles'),
    el('button', { class: 'btn', type: 'button', onclick: edit }, icon('pencil'), 'Edit'),
    el('button', { class: 'btn', type: 'button', onclick: share }, icon('share-2'), 'Share'),
    el(
      'label',
      { class: 'btn ranked' },
      el('input', { type: 'checkbox', role: 'switch', checked: shown.is_ranked, onchange: rank }),
      'Ranked',
    ),
    ...moreMenu(() => [{ icon: 'trash-2', words: 'Delete this list', bad: true, run: drop }]),
  ];
}
const add = async () => (await import('../lists/add-titles.js')).addTitles(shown);
async function edit() {
  const before = shown;
  (await import('../lists/list-form.js')).listSheet({
    list: shown,
    done: (after) => {
      took(after);
      const fields = ['name', 'description', 'visibility', 'is_ranked'].filter((name) => after[name] !== before[name]);
      const back = Object.fromEntries(fields.map((name) => [name, before[name]]));
      if (fields.length) toast('List saved', { undo: () => change(back, after) });
    },
  });
}
const share = async () => (await import('../lists/share.js')).shareList(shown);

function took(after) {
  const isAnother = after.is_ranked !== shown.is_ranked;
  shown = { ...after };
  drawHead();
  if (isAnother) draw({ again: true });
}
async function change(fields, base) {
  try {
    took(await amend(pathOf(shown), fields, { base }));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
async function rank({ currentTarget: box }) {
  const to = box.checked;
  const isDone = await change({ is_ranked: to }, shown);
  if (!isDone) box.checked = !to;
  if (isDone) toast(to ? 'Ranked' : 'Not ranked', { undo: () => change({ is_ranked: !to }, shown) });
}

function drop() {
  const whole = $('#whole');
  const note = el('p', { class: 'list-gone' }, 'This list is deleted. ', el('a', { href: 'lists.html' }, 'All lists'));
  later(pathOf(shown), `Deleted: ${shown.name}`, {
    hide: () => {
      isGone = whole.inert = true;
      whole.classList.add('leaving');
      whole.before(note);
      $('#main').focus();
    },
    show: () => {
      isGone = whole.inert = false;
      whole.classList.remove('leaving');
      note.remove();
    },
  });
}

// ---- its titles -----------------------------------------------------------------------------------------------------
function remove(row) {
  const { item } = row;
  const place = row.closest('li');
  const next = place.nextElementSibling ?? place.previousElementSibling;
  later(itemPath(shown, item.id), `Off the list: ${item.media.title}`, {
    hide: () => {
      leaving.add(item.id);
      place.remove();
      count -= 1;
      summarize();
      if ($('list-row', list)) order.renumber();
      else draw({ again: true });
    },
    show: () => {
      leaving.delete(item.id);
      draw({ again: true, focus: item.id });
    },
    done: () => {
      leaving.delete(item.id);
      draw({ again: true });
    },
  });
  ($('.more-button', next ?? list) ?? $('#main')).focus();
}

const goTo = async (row) => {
  const { moveSheet } = await import('../lists/share.js');
  moveSheet(row.item, count, (position) => order.moveTo(row, position));
};

const order = ordering({
  list,
  pathTo: (item) => itemPath(shown, item),
  first: () => first,
  total: () => count,
  say: (words) => {
    news.textContent = words;
  },
  done: (row, after, undo) => {
    draw({ again: true });
    if (undo) toast(`${row.item.media.title}: ${after.position} of ${count}`, { undo });
  },
  failed: (error, row) => {
    if (error.status === 404) toast(`${row.item.media.title} is no longer on this list`, { wrong: true });
    else complain(error);
    draw({ again: true });
  },
  turn: (position, item) => {
    const page = Math.ceil(position / SIZE);
    if (page === Number(new URLSearchParams(location.search).get('page') ?? 1)) draw({ again: true, focus: item });
    else go(page, { focus: item });
  },
});

function show({ items, list: now, total }) {
  endWait();
  shown = now;
  const there = items.filter((item) => !leaving.has(item.id));
  count = total - leaving.size;
  drawHead();
  if (!there.length) return [nothing()];
  const how = { list: shown, total: count, isMine: isMine(), step: order.step, goTo, remove };
  first = items[0].position;
  return there.map((item, at) => {
    const row = el('list-row');
    row.show({ ...item, position: first + at }, how);
    return el('li', {}, row);
  });
}
const nothing = () =>
  isMine()
    ? empty(
        'Nothing on it yet',
        'Titles are put on it here, or from their own pages: “Add to a list”, below the cover.',
        el('button', { class: 'btn', type: 'button', onclick: add }, icon('plus'), 'Add titles'),
        el('a', { class: 'btn', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
      )
    : empty('Nothing on it yet', 'It has no titles so far.');

const rowSkeleton = () =>
  el(
    'li',
    { class: 'skeleton', 'aria-hidden': 'true' },
    el(
      'list-row',
      {},
      el('a', {}, el('span', { class: 'cover' }), el('span', { class: 'txt' }, el('span', { class: 'skeleton-line' }))),
    ),
  );
// How high the head will be isn't known until it is there: what waits is a list of its own, so that nothing moves.
let waiting = null;
function endWait() {
  waiting?.remove();
  waiting = null;
  list.ariaBusy = null;
  list.hidden = false;
}
function wait() {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if ($('[data-id]', list) || waiting) return;
    waiting = el('ol', { class: 'ordered' }, ...several(8, rowSkeleton));
    list.hidden = true;
    list.before(waiting);
  });
  return () => {
    stop();
    endWait();
  };
}

// What is being moved isn't drawn over: it is read when that has come to rest.
async function get({ page }, signal) {
  if (!id) throw Object.assign(new Error(), { status: 404 });
  for (;;) {
    await order.settled();
    const answer = await api.get(`${pathOf({ id })}/items`, {
      query: { page, page_size: SIZE },
      signal,
      auth: Boolean(account()),
    });
    if (!order.isBusy) return answer;
  }
}

const { go, draw, begin } = paged({
  name: 'list.html',
  form: el('form'),
  list,
  q: null,
  wanted: () => ({ list: id }),
  read: () => null,
  get,
  show,
  wait,
  wrong: (error) => {
    $('#head').hidden = true;
    return [404, 400].includes(error.status)
      ? empty(
          'Not here',
          'That list isn’t here any more, or isn’t shown to you.',
          el('a', { class: 'btn primary', href: 'lists.html' }, 'To the lists'),
        )
      : null;
  },
});
onAccount(() => {
  if (!isGone) draw();
});
titlesOpenHere();
begin();
