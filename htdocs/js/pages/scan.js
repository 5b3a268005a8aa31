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
import { hereRow, resultRow } from '../lookup/result-row.js';
import { lookUp } from '../lookup/search.js';
import { SOURCES } from '../lookup/sources.js';
import { toast } from '../ui/toast.js';

const AGAIN = 4000; // ms for which the same number is the same look at it
const box = $('#scan');
const [list, together] = [$('.results', box), $('#together')];
const [several, beep] = [$('#several'), $('#beep')];
const known = new Map(); // the numbers in the list: their lines
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

// In a list that is looked over at the end, each has a tick in the place of its button.
function tick(row) {
  const title = $('.t', row).textContent;
  $('.place', row).replaceChildren(
    el('label', { class: 'tick' }, el('input', { type: 'checkbox', checked: true, 'aria-label': title })),
  );
}
const ticked = () => [...known.values()].filter(({ row }) => $('.tick input:checked', row));

function draw() {
  const all = [...known.values()];
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
  known.set(isbn, line);
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
  if (isTogether && got.row) tick(row);
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
  if (known.has(isbn)) {
    say('It is in the list already');
    list.prepend(known.get(isbn).row);
  } else add(isbn);
}

$('.scan-number').addEventListener('submit', (event) => {
  event.preventDefault();
  const { q } = event.target.elements;
  seen(q.value.trim(), { typed: true });
  q.select();
});
beep.checked = kept.get('beep') === 'on';
beep.addEventListener('change', () => kept.set('beep', beep.checked ? 'on' : null));

// ---- all of them ----------------------------------------------------------------------------------------------------
list.addEventListener('change', draw);
async function put({ media, result }, status, format) {
  if (result)
    return api.post('lookup.cgi/', {
      source: result.source,
      id: result.external_id,
      status,
      ...(format && { format }),
    });
  if (!media.my?.entry && !media.my?.entry_id) await api.post('usermedia.cgi/', { media_id: media.id, status });
  if (format) await api.post('collection.cgi/copies', { media_id: media.id, format });
  return media;
}
together.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { status, format } = event.target.elements;
  const button = $('[type=submit]', together);
  button.disabled = true;
  let count = 0;
  for (const line of ticked()) {
    try {
      const media = await put(line, status.value, format.value);
      const now = await oneTitle(media.id);
      const row = hereRow(now);
      line.row.replaceWith(row);
      Object.assign(line, { row, media: now, result: null });
      count += 1;
    } catch (error) {
      $('.txt', line.row).append(el('span', { class: 's bad', role: 'alert' }, explain(error)));
    }
  }
  draw();
  if (count) toast(`On your shelf: ${many(count, 'book')}`);
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
