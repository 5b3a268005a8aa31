// Tonight: one title of what I want and is at hand, at home or streamed, by chance; and another one. Who else is there
// wants it, too: members who let others include them (GET /tonight/members).
//
//   await openTonight();

import { $, $$, el, icon, outward, said, styled } from '../core/dom.js';
import { account } from '../core/account.js';
import { api } from '../core/api.js';
import { oneTitle } from '../core/catalogue.js';
import { KIND, byline } from '../core/words.js';
import { lengthWords } from '../title/length-words.js';
import { pictureOf } from '../title/picture.js';
import { put } from '../title/title-acts.js';
import { empty, failed, ifSlow } from '../ui/lists.js';
import { sheet } from '../ui/sheet.js';
import { complain } from '../ui/toast.js';

const SIZE = 20;

// ---- what is asked for ----------------------------------------------------------------------------------------------
const chip = (type, words, sign) =>
  el(
    'label',
    { class: type ? KIND[type].key : 'every', title: words },
    el('input', { type: 'radio', name: 'type', value: type, checked: !type }),
    sign ? icon(sign) : null,
    el('span', {}, words),
  );
const types = () =>
  el(
    'fieldset',
    { class: 'chips' },
    el('legend', { class: 'vh' }, 'Type'),
    chip('', 'All'),
    ...Object.entries(KIND).map(([type, { several, icon: sign }]) =>
      chip(
        type,
        several.replace(/^./, (letter) => letter.toUpperCase()),
        sign,
      ),
    ),
  );
const person = ({ id, username }) =>
  el('label', { class: 'pill' }, el('input', { type: 'checkbox', name: 'users', value: id }), said(username));

// Whoever lets others include them. None is no news: one is alone then.
async function showPeople(place) {
  const { members } = await api.get('collection.cgi/tonight/members', { query: { page_size: 100 } });
  place.hidden = !members.length;
  place.append(...members.map(person));
}

// ---- one title ------------------------------------------------------------------------------------------------------
// You, ann and bob.
const listed = (names) =>
  names.flatMap((name, nth) => [nth === 0 ? '' : nth < names.length - 1 ? ', ' : ' and ', name]);
const isMe = ({ username }) => username === account()?.username;

function whereOf(copy) {
  const who = isMe(copy) ? 'You' : said(copy.username);
  const [have, can] = isMe(copy) ? ['have', 'can'] : ['has', 'can'];
  const isStreamed = copy.whereabouts === 'streaming';
  const words = isStreamed ? [who, ` ${can} stream it`] : [who, ` ${have} it at home: `, said(copy.format)];
  return el(
    'li',
    {},
    icon(isStreamed ? 'play' : 'house'),
    el('span', {}, ...words, ...(copy.vod_link ? [': ', outward(copy.vod_link)] : [])),
  );
}
const whoWants = (people) =>
  people.length > 1
    ? el('p', { class: 'dim' }, ...listed(people.map((one) => (isMe(one) ? 'You' : said(one.username)))), ' want it.')
    : null;

function titleOf({ media, wanted_by: people, at }) {
  const facts = [byline(media), media.length ? lengthWords(media) : null].filter(Boolean).join(' · ');
  return el(
    'div',
    { class: `tonight-title ${KIND[media.type].key}` },
    el('span', { class: 'cover' }, pictureOf(media, 320)),
    el(
      'div',
      {},
      el('h3', {}, el('a', { href: `title.html?id=${encodeURIComponent(media.id)}` }, said(media.title))),
      el(
        'p',
        { class: 'dim' },
        icon(KIND[media.type].icon),
        el('span', { class: 'vh' }, `${KIND[media.type].label}. `),
        said(facts),
      ),
      el('ul', { class: 'tonight-at' }, ...at.map(whereOf)),
      whoWants(people),
    ),
  );
}
const nothing = (isFiltered) =>
  el(
    'ul',
    {},
    empty(
      'Nothing to draw from',
      isFiltered
        ? 'Nothing of that is wanted by all of you and at hand.'
        : 'Titles that you want and own, or can stream, come up here.',
      el('a', { class: 'btn', href: 'library.html?status=TO_DO' }, icon('bookmark'), 'What I want'),
      el('a', { class: 'btn', href: 'collection.html' }, icon('package'), 'What I own'),
    ),
  );

// ---- the sheet ------------------------------------------------------------------------------------------------------
export async function openTonight() {
  await styled('css/tonight.css');
  const people = el('fieldset', { class: 'tonight-with', hidden: true }, el('legend', {}, 'With'));
  const form = el('form', { class: 'tonight-tools', method: 'get', action: 'index.html' }, types(), people);
  const place = el('div', { class: 'tonight-place', 'aria-live': 'polite' });
  const another = el('button', { class: 'btn primary', type: 'button' }, icon('refresh-cw'), 'Another one');
  const begin = el('button', { class: 'btn', type: 'button' }, icon('play'), 'Begin');
  const acts = el('p', { class: 'actions' }, another, begin);

  let titles = [];
  let total = 0;
  let at = 0;
  let running = null;
  const isFiltered = () => Boolean(form.elements.type.value || $(':checked[name=users]', form));

  function show() {
    const one = titles[at];
    place.replaceChildren(one ? titleOf(one) : nothing(isFiltered()));
    acts.hidden = !one;
    another.disabled = total < 2;
  }
  async function draw() {
    running?.abort();
    const { signal } = (running = new AbortController());
    const users = $$(':checked[name=users]', form).map(({ value }) => value);
    const stop = ifSlow(() => {
      place.ariaBusy = 'true';
    });
    try {
      const query = { type: form.elements.type.value, users: users.join(','), page_size: SIZE };
      const before = titles[at]?.media.id;
      ({ titles, total } = await api.get('collection.cgi/tonight', { query, signal }));
      at = titles.length > 1 && titles[0].media.id === before ? 1 : 0;
      show();
    } catch (error) {
      if (error.name === 'AbortError') return;
      acts.hidden = true;
      place.replaceChildren(el('ul', {}, failed(error, draw)));
    } finally {
      stop();
      place.ariaBusy = null;
    }
  }
  another.addEventListener('click', () => {
    at += 1;
    if (at < titles.length) show();
    else draw();
  });
  begin.addEventListener('click', async () => {
    const { id } = titles[at].media;
    dialog.close();
    try {
      const media = await oneTitle(id);
      put({ media, entry: media.my?.entry ?? null }, 'IN_PROGRESS');
    } catch (error) {
      complain(error);
    }
  });
  form.addEventListener('change', draw);
  form.addEventListener('submit', (event) => event.preventDefault());

  const dialog = sheet('tonight', 'Tonight', form, place, acts);
  dialog.classList.add('tonight');
  dialog.addEventListener('close', () => running?.abort());
  showPeople(people).catch(() => null);
  await draw();
  another.focus();
}
