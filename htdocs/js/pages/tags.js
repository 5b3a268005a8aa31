// My tags, each with how many titles have it: renamed (into another that is there, after a question), and taken off
// everything. The address is the state.

import '../ui/shell.js';
import { $, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { empty, ifSlow, several } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { tagRow } from '../tags/tag-row.js';
import { many } from '../core/words.js';

const SIZE = 50;
const [form, list, q] = [$('#filters'), $('#list'), $('#tag-q')];

function nothing() {
  if (q.value.trim())
    return empty(
      'No tag is called that',
      'None of yours has that in it.',
      el('a', { class: 'btn primary', href: 'tags.html' }, 'Show all'),
    );
  return empty(
    'No tag yet',
    'Slow burn, for the beach, from Ann: words of yours to find titles by. They are put on one on its own page.',
    el('a', { class: 'btn primary', href: 'library.html' }, icon('library'), 'To my shelf'),
  );
}
function show({ tags, total }) {
  $('#summary').textContent = total ? many(total, 'tag') : '';
  return tags.length ? tags.map((tag) => tagRow(tag)) : [nothing()];
}
const skeleton = () => el('li', { class: 'skeleton', 'aria-hidden': 'true' }, el('span', { class: 'skeleton-line' }));
function wait() {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if (!$('tag-row', list)) list.replaceChildren(...several(8, skeleton));
  });
  return () => {
    stop();
    list.ariaBusy = null;
  };
}

function whose() {
  $('#mine').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  if (!account()) $('#summary').textContent = '';
  return account();
}
const { draw, begin } = paged({
  name: 'tags.html',
  form,
  list,
  q,
  what: 'tag',
  wanted: () => ({ q: q.value.trim(), sort: form.elements.sort.value }),
  read: (address) => {
    q.value = address.get('q') ?? '';
    form.elements.sort.value = address.get('sort') === 'count_desc' ? 'count_desc' : '';
  },
  get: (query, signal) => api.get('diary.cgi/tags', { query: { ...query, page_size: SIZE }, signal }),
  show,
  wait,
  wrong: (error) => (error.status === 401 ? void whose() : null),
});
onAccount(() => {
  if (whose()) draw();
});
if (whose()) begin();
