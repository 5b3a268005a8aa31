// My diary: each time through a title, by months, newest first; a small calendar, one year or month of it, types,
// pages; add for another day, change, delete. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { addSheet } from '../ui/add-sheet.js';
import { inItsYear, partialDate, today } from '../core/days.js';
import '../diary/calendar.js';
import '../diary/record-line.js';
import { foundBy } from '../diary/record-words.js';
import { onRecords, openRecord, stayingRecords } from '../diary/records.js';
import { empty, ifSlow, several, titlesOpenHere } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { shareButton } from '../shares/share-button.js';
import { onShelf } from '../shelf/changes.js';
import { complain } from '../ui/toast.js';
import { many } from '../core/words.js';

const SIZE = 50;
const [form, list] = [$('#filters'), $('#list')];
const { year, month } = form.elements;
const calendar = el('month-calendar');
const types = () => $$('[name=type]:checked', form).map((box) => box.value);

// ---- the list -------------------------------------------------------------------------------------------------------
for (let nth = 1; nth <= 12; nth++) {
  month.append(el('option', { value: nth }, inItsYear(`2000-${String(nth).padStart(2, '0')}`)));
}
function read(address) {
  drawYears(/^\d{4}$/.test(address.get('year') ?? '') ? address.get('year') : '');
  month.value = address.get('month') ?? '';
  if (month.selectedIndex < 0 || !year.value) month.value = '';
  month.hidden = !year.value;
  for (const box of $$('[name=type]', form)) box.checked = address.getAll('type').includes(box.value);
  turn();
}
const wanted = () => ({ year: year.value, month: year.value && month.value, type: types() });
const filtered = () => Boolean(year.value || types().length);

async function get(query, signal) {
  const asked = api.get('diary.cgi/', { query: { ...query, page_size: SIZE }, signal });
  if (isTurning) {
    const [latest] = (await asked).diary;
    const day = latest ? foundBy(latest) : '';
    if (day.length > 4 && day.startsWith(query.year)) shown = day.slice(0, 7);
    isTurning = false;
  }
  const [answer] = await Promise.all([asked, count(signal)]);
  return answer;
}

// What a record stands under: its month, else its year, else nothing.
const headOf = (day) => (day.length > 4 ? day.slice(0, 7) : day);
const headWords = (head) => partialDate(head) || 'Some time';

function show({ diary, total }) {
  // An instant is on the day that it has here, which may be one beside its own.
  const records = stayingRecords(diary);
  if (records.every(({ end_date: end, start_date: start }) => end ?? start))
    records.sort((one, other) => foundBy(other).localeCompare(foundBy(one)));
  const left = total - (diary.length - records.length);
  $('#summary').textContent = left || filtered() ? many(left, 'record') : '';
  form.hidden = $('#calendar').hidden = !left && !filtered();
  if (!records.length) return [nothing()];
  const months = [];
  let day = null;
  for (const record of records) {
    const head = headOf(foundBy(record));
    if (months.at(-1)?.head !== head) {
      const lines = el('ol', {});
      months.push({ head, lines, item: el('li', { class: 'diary-month' }, el('h2', {}, headWords(head)), lines) });
      day = null;
    }
    const line = el('record-line');
    line.show(record, { isFirst: foundBy(record) !== day });
    day = foundBy(record);
    months.at(-1).lines.append(el('li', {}, line));
  }
  return months.map(({ item }) => item);
}

function nothing() {
  const add = el(
    'a',
    { class: 'btn primary', href: 'diary.html?add=', onclick: adding.click },
    icon('plus'),
    'Log a day',
  );
  if (!filtered())
    return empty(
      'Your diary is empty',
      'What you finish is written here by itself, with its day. What you read, watched or played before, you can tell.',
      add,
      el('a', { class: 'btn', href: 'library.html' }, icon('library'), 'To my shelf'),
    );
  return empty(
    'Nothing here',
    'Your diary has nothing that fits that.',
    el('button', { class: 'btn primary', type: 'button', onclick: clear }, 'Show all'),
    el('a', { class: 'btn', href: 'diary.html?add=', onclick: adding.click }, icon('plus'), 'Log a day'),
  );
}
function clear() {
  drawYears('');
  month.value = '';
  for (const box of $$('[name=type]', form)) box.checked = false;
  month.hidden = true;
  go(1);
}

// A skeleton of lines, of the height that they will have.
function wait() {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if ($('record-line', list)) return;
    const line = () =>
      el(
        'li',
        { class: 'line skeleton', 'aria-hidden': 'true' },
        el('span', { class: 'day' }),
        el('span', { class: 'cover' }),
        el('span', { class: 'skeleton-line' }),
      );
    list.replaceChildren(...several(8, line));
  });
  return () => {
    stop();
    list.ariaBusy = null;
  };
}

// ---- the calendar, and which years there are ------------------------------------------------------------------------
let shown = today().slice(0, 7); // its month
let years = [];
let isTurning = false; // to the latest record of a year
const lastMonth = (of) => (of === today().slice(0, 4) ? today().slice(5, 7) : '12');
function turn() {
  if (year.value) shown = `${year.value}-${(month.value || lastMonth(year.value)).padStart(2, '0')}`;
  isTurning = Boolean(year.value && !month.value);
}

async function count(signal) {
  const counted = shown;
  const [of, nth] = counted.split('-');
  const found = await api.get('diary.cgi/facets', {
    query: { year: of, month: Number(nth), type: types(), facet: ['years', 'days'] },
    signal,
  });
  years = found.years;
  drawYears(year.value);
  if (counted !== shown) return; // another is wanted by now
  calendar.show(shown, new Map(found.days.map(({ name, count: times }) => [`${shown}-${name}`, times])));
}
function drawYears(now) {
  const all = !now || years.some(({ name }) => name === now) ? years : [{ name: now }, ...years];
  year.replaceChildren(
    el('option', { value: '' }, 'All years'),
    ...all.map(({ name }) => el('option', { value: name }, name)),
  );
  year.value = now;
}
calendar.addEventListener('month', ({ detail }) => {
  shown = detail;
  count().catch(complain);
});
// A day with records is gone to; one without is told.
calendar.addEventListener('day', async ({ detail: { day, count: times } }) => {
  if (!times) {
    adding.open(day);
    return;
  }
  if (!lineOf(day)) {
    drawYears(day.slice(0, 4));
    month.value = String(Number(day.slice(5, 7)));
    month.hidden = false;
    await go(1);
  }
  goToLine(day);
});
const lineOf = (day) => $$('record-line', list).find(({ record }) => foundBy(record) === day);
function goToLine(day) {
  const line = lineOf(day);
  line?.scrollIntoView({ block: 'center' });
  line?.focus({ preventScroll: true });
}

// ---- sheets: a new record has an address of its own -----------------------------------------------------------------
const adding = addSheet({
  page: 'diary.html',
  load: () => import('../diary/record-sheet.js'),
  make: ({ logSheet }, day) => logSheet(/^\d{4}-\d\d-\d\d$/.test(day) ? { day } : {}),
  closed(opener) {
    const day = opener?.dataset?.day;
    (opener?.isConnected && opener !== document.body ? opener : day ? $(`[data-day="${day}"]`) : $('#add'))?.focus();
  },
});
list.addEventListener('change-record', async ({ detail: record }) => {
  const dialog = await openRecord(record);
  dialog?.addEventListener('close', () => {
    const now = () => $(`[data-record="${CSS.escape(record.id)}"] button`);
    (now() ?? $('#main')).focus({ preventScroll: true });
  });
});

// ---- going about ----------------------------------------------------------------------------------------------------
function whose() {
  $('#mine').hidden = $('#add').hidden = $('#share-this').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) $('#summary').textContent = '';
  return account();
}
const { go, draw, begin } = paged({
  name: 'diary.html',
  form,
  list,
  wanted,
  read,
  get,
  show,
  q: null,
  wait,
  what: 'record',
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
// Before the list asks for it. (Another year has all of its months.)
form.addEventListener(
  'change',
  ({ target }) => {
    if (target === year) month.value = '';
    month.hidden = !year.value;
    turn();
  },
  true,
);
$('#add').addEventListener('click', adding.click);
let isDrawing = false; // a change of a record is one of the shelf, too
function again() {
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    draw();
  });
}
shareButton(() => {
  const [type, ...others] = types();
  return { what: 'diary', year: year.value, type: others.length ? '' : type };
}, wanted);
onShelf(again);
onRecords(again);
onAccount(() => {
  if (whose()) draw();
  adding.follow();
});

// On a phone the calendar is folded: the list is what one comes for.
const wide = matchMedia('(width >= 900px)');
const fold = () => {
  $('#calendar').open = wide.matches;
};
wide.addEventListener('change', fold);
fold();
$('#calendar').append(calendar);
calendar.show(shown, new Map());

titlesOpenHere();
// Whoever comes from a day of the statistics goes on to it.
async function open() {
  await begin();
  if (/^#\d{4}-\d\d-\d\d$/.test(location.hash) && !history.state?.at) goToLine(location.hash.slice(1));
}
if (whose()) open();
adding.follow();
