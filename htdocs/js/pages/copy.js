// One copy of mine: copy.html?id=, which the code on its label opens. Where it stands, who has it; and lend it, take it
// back, move it.

import '../ui/shell.js';
import { $, el, icon, outward, said } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { ApiError, address, api } from '../core/api.js';
import { oneTitle } from '../core/catalogue.js';
import { onElsewhere } from '../core/storage.js';
import { partialDate, today } from '../core/days.js';
import { smooth } from '../core/forms.js';
import { bringBack, changeCopy } from '../copies/change-copy.js';
import { offerPlaces } from '../copies/copy-form.js';
import { briefly, copyPath, placeWords, copySeason } from '../copies/copy-words.js';
import { pictureOf } from '../title/picture.js';
import { dayInput } from '../ui/day-input.js';
import { empty, retried } from '../ui/lists.js';
import { money } from '../core/money.js';
import { KIND, byline } from '../core/words.js';

const id = new URLSearchParams(location.search).get('id') ?? '';
const [card, asked, acts] = [$('#copy'), $('#asked'), $('#acts')];
let [copy, media] = [null, null];
$('#enter').href = `login.html?next=${encodeURIComponent(`copy.html?id=${encodeURIComponent(id)}`)}`;

// ---- what it is, where it is ---------------------------------------------------------------------------------------
function draw() {
  document.title = `${media.title}, ${copy.format} · Vitrine`;
  card.classList.remove('waits');
  $('.cover', card).replaceWith(el('span', { class: `cover ${KIND[media.type].key}` }, pictureOf(media, 320)));
  $('#name').replaceChildren(el('a', { href: `title.html?id=${encodeURIComponent(media.id)}` }, said(media.title)));
  $('#by').replaceChildren(said(byline(media)));
  const more = [copySeason(copy), copy.platform ? said(copy.platform) : null].filter(Boolean);
  $('#form').replaceChildren(el('b', {}, said(copy.format)), ...more.flatMap((words) => [' · ', words]));
  $('#stands').replaceChildren(...whereWords());
  drawActs();
  drawFacts();
}
function whereWords() {
  const stands = copy.location ? [icon('map-pin'), said(placeWords(copy.location))] : [];
  if (!copy.lent_to)
    return stands.length ? [el('span', {}, ...stands)] : [el('span', { class: 'dim' }, 'No place yet')];
  const { lent_on: since, due_on: due, is_overdue: isLate } = copy;
  return [
    el(
      'span',
      { class: isLate ? 'loan late' : 'loan' },
      icon('hand-helping'),
      el(
        'span',
        {},
        'Lent to ',
        said(copy.lent_to),
        since ? ` since ${briefly(since)}` : '',
        due ? `, ${isLate ? 'was due' : 'until'} ${briefly(due)}` : '',
      ),
    ),
    copy.location ? el('span', { class: 'dim' }, ...stands) : '',
  ];
}
function drawActs() {
  const held = acts.contains(document.activeElement);
  const button = (name, words, kind, run) =>
    el('button', { class: `btn big${kind}`, type: 'button', onclick: run }, icon(name), words);
  acts.replaceChildren(
    copy.lent_to
      ? button('undo-2', 'Returned', ' primary', () => bringBack(copy, took))
      : button('hand-helping', 'Lend', ' primary', lend),
    button('map-pin', 'Move', '', move),
  );
  if (held) $('button', acts).focus();
}
function drawFacts() {
  const rows = [
    ['Condition', copy.condition],
    ['Acquired', copy.acquired_on ? partialDate(copy.acquired_on) : null],
    ['Price', copy.price ? money(copy) : null],
    ['Barcode', copy.barcode],
    ['Link', copy.vod_link ? outward(copy.vod_link) : null],
    ['Note', copy.note],
  ].filter(([, value]) => value);
  $('#facts').replaceChildren(
    ...rows.map(([name, value]) =>
      el('div', {}, el('dt', {}, name), el('dd', {}, typeof value === 'string' ? said(value) : value)),
    ),
  );
  $('#facts').hidden = !rows.length;
  $('#more').replaceChildren(
    el('a', { class: 'btn quiet', href: `title.html?id=${encodeURIComponent(media.id)}` }, icon('pencil'), 'Edit'),
    el(
      'a',
      { class: 'btn quiet', href: address('collection.cgi/labels', { ids: copy.id }).href, target: '_blank' },
      icon('printer'),
      'Its label',
    ),
  );
}
function took(after) {
  copy = { ...copy, ...after };
  close();
  draw();
}

// ---- lent, moved ---------------------------------------------------------------------------------------------------
// One question at a time, in the place of the buttons.
function ask(word, fields, send) {
  const form = el(
    'form',
    { id: 'act-form', class: 'act-form', method: 'post', action: `cgi-bin/${copyPath(copy)}` },
    el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
    ...fields,
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn big', type: 'button', onclick: cancel }, 'Cancel'),
      el('button', { class: 'btn primary big', type: 'submit' }, word),
    ),
  );
  smooth(form, { send: () => send(form), done: () => null });
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') cancel();
  });
  acts.hidden = true;
  asked.replaceChildren(form);
  $('input:not([type=hidden])', form).focus();
}
function close() {
  const isHeld = asked.contains(document.activeElement);
  acts.hidden = false;
  asked.replaceChildren();
  if (isHeld) $('button', acts).focus();
}
function cancel() {
  const isMove = $('[name=location]', asked);
  close();
  if (isMove) $('button:last-child', acts).focus();
}
const field = (name, label, input) => el('p', { class: 'field' }, el('label', { for: name }, label), input);
const text = (name, attributes) => el('input', { id: name, name, type: 'text', autocomplete: 'off', ...attributes });

function lend() {
  const to = text('lent_to', { maxlength: '100', required: true, placeholder: 'Anna' });
  const due = dayInput({ id: 'due_on', name: 'due_on', min: today() });
  ask('Lend it', [field('lent_to', 'Lent to', to), field('due_on', 'Until', due)], () => {
    const who = to.value.trim();
    if (!who) throw new ApiError(400, 'validation_error', '', [{ field: 'lent_to', message: 'is required' }]);
    return changeCopy(
      copy,
      { lent_to: who, lent_on: today(), due_on: $('input', due).value || null },
      { words: `Lent to ${who}: ${media.title}`, took },
    );
  });
}
function move() {
  const places = el('datalist', { id: 'all-places' });
  const to = text('location', {
    maxlength: '200',
    list: 'all-places',
    value: copy.location ?? '',
    placeholder: 'Home/Study/Shelf 2',
  });
  ask('Move it', [field('location', 'Place', to), places], () => {
    const place = to.value.trim() || null;
    return changeCopy(copy, { location: place }, { words: place ? `Moved to ${placeWords(place)}` : 'Moved', took });
  });
  to.select();
  offerPlaces(places);
}

// ---- reading it ----------------------------------------------------------------------------------------------------
const instead = (item) => $('#whole').replaceChildren(el('ul', {}, item));
async function load() {
  try {
    if (!id) throw Object.assign(new Error(), { status: 404 });
    copy = await api.get(copyPath({ id }));
    media = copy.media?.creator === undefined ? await oneTitle(copy.media_id) : copy.media;
    draw();
  } catch (error) {
    if (error.status === 401) return;
    instead(
      [400, 404].includes(error.status)
        ? empty(
            'Not here',
            'No copy of yours has this code: it was removed, or belongs to somebody else.',
            el('a', { class: 'btn primary', href: 'collection.html' }, 'To my collection'),
          )
        : retried(error, () => window.location.reload()),
    );
  }
}
onAccount(() => {
  if (account()) load();
});
// What is being typed stays.
onElsewhere(async () => {
  if (!copy || $('form', asked)) return;
  const now = await api.get(copyPath(copy)).catch(() => null);
  if (now) took(now);
});
if (account()) load();
