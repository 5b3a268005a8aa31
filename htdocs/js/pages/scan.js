// Scan: the barcode of a book, by the camera, is the book, to be put on the shelf: each at once, or a whole shelf of
// them together.

import '../ui/shell.js';
import { $, $$, el, said } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api, explain } from '../core/api.js';
import { byIsbn, oneTitle } from '../core/catalogue.js';
import { isbnOf } from '../core/isbn.js';
import { kept } from '../core/storage.js';
import { many } from '../core/words.js';
import { camera } from '../lookup/camera.js';
import { hereRow, resultRow, takeBack } from '../lookup/result-row.js';
import { lookUp } from '../lookup/search.js';
import { SOURCES } from '../lookup/sources.js';
import { complain, toast } from '../ui/toast.js';

const AGAIN = 4000; // ms for which the same number is the same look at it
const box = $('#scan');
const [list, together] = [$('.results', box), $('#together')];
const [several, beep] = [$('#several'), $('#beep')];
const scanned = new Map(); // the numbers in the list: their lines
let last = { isbn: null, at: 0 };

// ---- what was found -------------------------------------------------------------------------------------------------
async function find(isbn) {
  const [here] = await byIsbn(isbn);
  if (here) return { row: hereRow(here), media: here };
  const found = [];
  const wrong = [];
  await lookUp(
    { q: isbn, types: ['BOOK'] },
    {
      asked: () => null,
      found: (results) => found.push(...results),
      told: ({ state, message }) => {
        if (state !== 'ok' && message) wrong.push(message);
      },
    },
    new AbortController().signal,
  );
  const order = Object.keys(SOURCES);
  const [result] = found.sort((one, other) => order.indexOf(one.source) - order.indexOf(other.source));
  const known = result?.media_id && (await oneTitle(result.media_id));
  if (known) return { row: hereRow(known), media: known };
  if (result) return { row: resultRow(result), result };
  return { wrong: wrong[0] };
}

const waiting = (isbn) =>
  el('li', { class: 'result skeleton' }, el('span', { class: 'cover' }), el('span', { class: 'txt' }, said(isbn)));
const unknown = (isbn, wrong) =>
  el(
    'li',
    { class: 'result unknown' },
    el('span', { class: 'cover' }),
    el('span', { class: 'txt' }, el('span', { class: 't' }, 'Not found'), el('span', { class: 's' }, wrong ?? isbn)),
    el(
      'span',
      { class: 'place' },
      el('a', { class: 'btn', href: `edit.html?${new URLSearchParams({ type: 'BOOK', isbn })}` }, 'Add by hand'),
    ),
  );

// What is owned already is said, and isn't to be owned twice.
const copiesOf = ({ media }) => media?.my?.copies ?? [];
function tellCopies(line) {
  const owned = copiesOf(line).map(({ format, platform }) => [format, platform].filter(Boolean).join(', '));
  if (owned.length) $('.txt', line.row).append(el('span', { class: 's yours' }, said(`Yours: ${owned.join('; ')}`)));
}
// In a list that is looked over at the end, each has a tick in the place of its button.
function tick(line) {
  const { row } = line;
  const title = $('.t', row).textContent;
  const checked = !copiesOf(line).length;
  $('.place', row).replaceChildren(
    el('label', { class: 'tick' }, el('input', { type: 'checkbox', checked, 'aria-label': title })),
  );
}
const ticked = () => [...scanned.values()].filter(({ row }) => $('.tick input:checked', row));

function draw() {
  const all = [...scanned.values()];
  const count = ticked().length;
  const missing = all.filter(({ row }) => row?.matches('.unknown')).length;
  $('.scanned', box).hidden = !all.length;
  $('#scanned-h').textContent = [`${all.length} scanned`, missing ? `${missing} not found` : null]
    .filter(Boolean)
    .join(' · ');
  together.hidden = !all.some(({ row }) => $('.tick', row));
  $('[type=submit]', together).textContent = `Put ${many(count, 'book')} on my shelf`;
  $('[type=submit]', together).disabled = !count;
}

async function add(isbn) {
  const line = { row: waiting(isbn) };
  const isTogether = several.checked;
  scanned.set(isbn, line);
  list.prepend(line.row);
  draw();
  let got;
  try {
    got = await find(isbn);
  } catch (error) {
    got = { wrong: explain(error) };
  }
  const row = got.row ?? unknown(isbn, got.wrong);
  line.row.replaceWith(row);
  Object.assign(line, got, { row });
  tellCopies(line);
  if (isTogether && got.row) tick(line);
  say(got.row ? $('.t', row).textContent : `${isbn}: not found`);
  draw();
}

// ---- what was seen --------------------------------------------------------------------------------------------------
const say = (words) => {
  $('.scan-state').textContent = words;
};
let sound = null;
function signal() {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
  box.classList.add('hit');
  setTimeout(() => box.classList.remove('hit'), 250);
  if (!beep.checked) return;
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  tone.frequency.value = 1800;
  tone.connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.08);
}
function seen(text, { typed = false } = {}) {
  const now = Date.now();
  if (!typed && last.isbn === text && now - last.at < AGAIN) {
    last.at = now;
    return;
  }
  last = { isbn: text, at: now };
  const isbn = isbnOf(text);
  if (!isbn) {
    say(`${text} is no number of a book`);
    return;
  }
  signal();
  if (scanned.has(isbn)) {
    say('It is in the list already');
    list.prepend(scanned.get(isbn).row);
  } else add(isbn);
}

$('.scan-number').addEventListener('submit', (event) => {
  event.preventDefault();
  const { q } = event.target.elements;
  seen(q.value.trim(), { typed: true });
  q.select();
});
// From the collection: what is scanned is owned.
if (new URLSearchParams(location.search).has('own')) {
  several.checked = true;
  together.elements.format.value = 'Paperback';
}
beep.checked = kept.get('beep') === 'on';
beep.addEventListener('change', () => kept.set('beep', beep.checked ? 'on' : null));

// ---- all of them ----------------------------------------------------------------------------------------------------
list.addEventListener('change', draw);
// A title, and how all of that is taken back: the address of what was made, or, of a new title, the title as it is.
async function put({ media, result }, status, format) {
  if (result) {
    const { source, external_id: id } = result;
    const made = await api.post('lookup.cgi/', { source, id, status, ...(format && { format }) });
    return { media: made, made, paths: [] };
  }
  const paths = [];
  if (!media.my?.entry && !media.my?.entry_id) {
    const { id } = await api.post('usermedia.cgi/', { media_id: media.id, status });
    paths.push(`usermedia.cgi/${encodeURIComponent(id)}`);
  }
  if (format) {
    const { id } = await api.post('collection.cgi/copies', { media_id: media.id, format });
    paths.unshift(`collection.cgi/copies/${encodeURIComponent(id)}`);
  }
  return { media, made: null, paths };
}
// Undo: each is in the list again, to be looked over once more.
async function takeAllBack(all) {
  for (const { line, before, made, paths } of all) {
    try {
      if (made) await takeBack(made);
      for (const path of paths) await api.delete(path);
      const media = before.media && (await oneTitle(before.media.id));
      const row = media ? hereRow(media) : resultRow(before.result);
      line.row.replaceWith(row);
      Object.assign(line, { row, media, result: before.result });
      tellCopies(line);
      tick(line);
    } catch (error) {
      complain(error);
    }
  }
  draw();
}
together.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { status, format } = event.target.elements;
  const button = $('[type=submit]', together);
  button.disabled = true;
  const all = [];
  for (const line of ticked()) {
    try {
      const { media, made, paths } = await put(line, status.value, format.value);
      all.push({ line, before: { media: line.media, result: line.result }, made, paths });
      const now = await oneTitle(media.id);
      const row = hereRow(now);
      line.row.replaceWith(row);
      Object.assign(line, { row, media: now, result: null });
      tellCopies(line);
    } catch (error) {
      $('.txt', line.row).append(el('span', { class: 's bad', role: 'alert' }, explain(error)));
    }
  }
  draw();
  if (all.length) toast(`On your shelf: ${many(all.length, 'book')}`, { undo: () => takeAllBack(all) });
  ($('.chip', list) ?? $$('input', list)[0])?.focus({ preventScroll: true });
});

let isOn = false;
function begin() {
  if (isOn || !account()) return;
  isOn = true;
  camera($('video', box), { seen, state: say, torch: $('.torch', box) });
}
onAccount(begin);
begin();
