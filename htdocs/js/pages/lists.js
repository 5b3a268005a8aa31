// My lists, and those that others show: each with its first covers. The address is the state; a new list is made in a
// sheet that has one, too.

import '../ui/shell.js';
import { $, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { addSheet } from '../ui/add-sheet.js';
import { addressOf, cardSkeleton, listCard } from '../lists/list-card.js';
import { empty, ifSlow, several } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { many } from '../core/words.js';

const SIZE = 24;
const [form, list] = [$('#filters'), $('#list')];
const { scope } = form.elements;
const isMine = () => scope.value === '';

const adding = addSheet({
  page: 'lists.html',
  load: () => import('../lists/list-form.js'),
  make: ({ listSheet }) =>
    listSheet({
      done: (made) => {
        adding.leave();
        location.replace(addressOf(made)); // Back leads to the lists, not to the sheet
      },
    }),
});

const addButton = (className) =>
  el('a', { class: className, href: 'lists.html?add=', onclick: adding.click }, icon('plus'), 'New list');

function show({ lists, total }) {
  $('#summary').textContent = total ? many(total, 'list') : '';
  if (lists.length) return lists.map((one) => listCard(one, { isMine: isMine() }));
  if (!isMine())
    return [
      empty('Nobody shows a list yet', 'What other members let members see, or everyone, is here.', addButton('btn')),
    ];
  return [
    empty(
      'No list yet',
      'Ten for a desert island, what to watch with Jonas, the best of 1968: titles in an order of yours.',
      addButton('btn primary'),
      el('a', { class: 'btn', href: 'library.html' }, icon('library'), 'To my shelf'),
    ),
  ];
}

function wait() {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if (!$('list-card', list)) list.replaceChildren(...several(6, cardSkeleton));
  });
  return () => {
    stop();
    list.ariaBusy = null;
  };
}

function whose() {
  $('#mine').hidden = $('#add').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) $('#summary').textContent = '';
  return account();
}
const { draw, begin } = paged({
  name: 'lists.html',
  form,
  list,
  q: null,
  what: 'list',
  wanted: () => ({ scope: scope.value }),
  read: (address) => {
    scope.value = address.get('scope') === 'members' ? 'members' : '';
  },
  get: (query, signal) => api.get('lists.cgi/', { query: { ...query, page_size: SIZE }, signal }),
  show,
  wait,
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
$('#add').addEventListener('click', adding.click);
onAccount(() => {
  if (whose()) draw();
  adding.follow();
});
if (whose()) begin();
adding.follow();
