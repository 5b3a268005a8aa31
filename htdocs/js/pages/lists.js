// My lists, and those that others show: each with its first covers. The address is the state; a new list is made in a
// sheet that has one, too.

import '../ui/shell.js';
import { $, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { addressOf, cardSkeleton, listCard } from '../lists/list-card.js';
import { empty, ifSlow, plain, several } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { many } from '../core/words.js';

const SIZE = 24;
const [form, list] = [$('#filters'), $('#list')];
const { scope } = form.elements;
const isMine = () => scope.value === '';

const asked = () => new URLSearchParams(location.search).has('add');
let sheet = null;
let isComing = false;

function openAdding(event) {
  if (!plain(event)) return;
  event.preventDefault();
  if (!asked()) history.pushState({ add: true }, '', 'lists.html?add=');
  follow();
}
async function follow() {
  if (!asked() || !account()) {
    sheet?.close();
    return;
  }
  if (sheet || isComing) return;
  isComing = true;
  const { listSheet } = await import('../lists/list-form.js').finally(() => {
    isComing = false;
  });
  if (!asked() || !account()) return; // given up meanwhile
  let isMade = false;
  sheet = listSheet({
    done: (made) => {
      isMade = true;
      location.replace(addressOf(made)); // Back leads to the lists, not to the sheet
    },
  });
  sheet.addEventListener('close', () => {
    sheet = null;
    if (isMade) return;
    if (asked() && history.state?.add) history.back();
    else if (asked()) history.replaceState(null, '', 'lists.html');
    $('#add').focus();
  });
}

const adding = (className) =>
  el('a', { class: className, href: 'lists.html?add=', onclick: openAdding }, icon('plus'), 'New list');

function show({ lists, total }) {
  $('#summary').textContent = total ? many(total, 'list') : '';
  if (lists.length) return lists.map((one) => listCard(one, { isMine: isMine() }));
  if (!isMine())
    return [
      empty('Nobody shows a list yet', 'What other members let members see, or everyone, is here.', adding('btn')),
    ];
  return [
    empty(
      'No list yet',
      'Ten for a desert island, what to watch with Jonas, the best of 1968: titles in an order of yours.',
      adding('btn primary'),
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
$('#add').addEventListener('click', openAdding);
addEventListener('popstate', follow);
onAccount(() => {
  if (whose()) draw();
  follow();
});
if (whose()) begin();
follow();
