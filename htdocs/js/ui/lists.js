// What lists share: what is shown while they load, when they are empty or failed, their pages, and a title over them.

import { backOnline, explain } from '../core/api.js';
import { $, $$, el, icon } from '../core/dom.js';
import { number } from '../core/words.js';

export const cardSkeleton = () =>
  el(
    'li',
    { class: 'card skeleton', 'aria-hidden': 'true' },
    el('span', { class: 'cover' }),
    el('span', { class: 'skeleton-line' }),
    el('span', { class: 'skeleton-line short' }),
  );
export const several = (count, make) => Array.from({ length: count }, make);

// What is shown while something is on its way comes after 150 ms: before that it would only flicker. → to call once
// that is there.
export function ifSlow(show) {
  const timer = setTimeout(show, 150);
  return () => clearTimeout(timer);
}

// Nothing at first, then skeletons of the right size; a list that is already there is only dimmed.
export function loading(list, count = 12) {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if (!$('title-card, owned-title', list)) list.replaceChildren(...several(count, cardSkeleton));
  });
  return () => {
    stop();
    list.ariaBusy = null;
  };
}

// The cards' focus survives when the list is drawn anew; should its title be gone, the one in its place gets it.
export function fill(list, items) {
  const held = list.contains(document.activeElement) ? document.activeElement.closest('[data-id]') : null;
  const kind = held && ['.chip', '.handle', '.more-button'].find((one) => document.activeElement.matches(one));
  const place = held ? $$('[data-id]', list).indexOf(held) : -1;
  list.replaceChildren(...items);
  if (!held) return;
  const now = $$('[data-id]', list);
  const card = now.find(({ dataset }) => dataset.id === held.dataset.id) ?? now[Math.min(place, now.length - 1)];
  (card ? $(kind || 'a:not([tabindex])', card) : $('#main')).focus({ preventScroll: true });
}

const NS = 'http://www.w3.org/2000/svg';
function drawing() {
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', '0 0 160 96');
  svg.setAttribute('aria-hidden', 'true');
  const add = (tag, attributes) => {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    svg.append(node);
  };
  add('path', { d: 'M8 84h144' });
  for (const [x, y, width] of [
    [24, 26, 16],
    [44, 18, 20],
    [68, 32, 14],
  ])
    add('rect', { x, y, width, height: 84 - y, rx: 3 });
  add('path', { d: 'm92 82 22-56 14 6-22 54z' });
  return svg;
}

export function empty(title, text, ...actions) {
  return el(
    'li',
    { class: 'empty' },
    drawing(),
    el('h2', {}, title),
    el('p', {}, text),
    el('p', { class: 'actions' }, ...actions),
  );
}

export function failed(error, again) {
  if (error.status === 401) {
    const here = location.pathname.split('/').pop() + location.search;
    return empty(
      'For members',
      'Sign in to see what is here.',
      el('a', { class: 'btn primary', href: `login.html?next=${encodeURIComponent(here)}` }, 'Sign in'),
    );
  }
  return el(
    'li',
    {},
    el(
      'div',
      { class: 'empty', role: 'alert' },
      drawing(),
      el('h2', {}, 'That didn’t work'),
      el('p', {}, explain(error)),
      error.more?.(),
      el(
        'p',
        { class: 'actions' },
        el('button', { class: 'btn primary', type: 'button', onclick: again }, 'Try again'),
      ),
    ),
  );
}

// The same, and tried again by itself when the network is back, where it is still shown then.
export function retried(error, again) {
  const node = failed(error, again);
  const end = backOnline(() => (node.checkVisibility() ? again() : end()));
  return node;
}

// Links, so that a page has an address, opens in a tab and is found again by Back; and a field, for where there are
// many.
export function pager(nav, { page, page_size: size, total }, address, go = (to) => location.assign(address(to))) {
  const last = Math.max(1, Math.ceil(total / size));
  nav.hidden = last < 2;
  const link = (to, words, sign, rel) => {
    const inside = rel === 'prev' ? [icon(sign), words] : [words, icon(sign)];
    return to >= 1 && to <= last
      ? el('a', { class: 'btn', href: address(to), rel, 'data-page': to }, ...inside)
      : el('span', { class: 'btn off', 'aria-hidden': 'true' }, ...inside);
  };
  const field = el('input', {
    type: 'number',
    name: 'page',
    min: '1',
    max: last,
    value: page,
    inputmode: 'numeric',
    'aria-label': `Page, of ${last}`,
  });
  const where = el(
    'form',
    { class: 'where', method: 'get', action: address(1).split('?')[0], noValidate: true },
    'Page ',
    field,
    ` of ${number(last)}`,
  );
  where.addEventListener('submit', (event) => {
    event.preventDefault();
    const to = Math.min(last, Math.max(1, Math.round(Number(field.value)) || page));
    if (to === page) field.value = page;
    else go(to);
  });
  nav.replaceChildren(
    link(page - 1, 'Previous', 'chevron-left', 'prev'),
    where,
    link(page + 1, 'Next', 'chevron-right', 'next'),
  );
}

// A click that the page may take over; with a key held, or another button, it is the browser's.
export const plain = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

// ---- a title over a list, with an address of its own: the list's, and ?id=. Back closes it --------------------------
// Cards are elements with data-id and a link in them.

let sheet = null;
async function follow(opener = null) {
  const search = new URLSearchParams(location.search);
  if (!sheet && !search.has('id')) return;
  sheet ??= import('../title/title-sheet.js');
  (await sheet).follow(opener);
}

export function titlesOpenHere() {
  // The menu of its status, by a right click (with Shift it is the browser's), the menu key, or a finger that stays.
  const menu = () => import('../shelf/card-menu.js');
  // The first finger is there before the module: what it does until then is handed over.
  const first = async (event) => {
    const since = [];
    const note = (next) => since.push(next);
    const kinds = ['pointermove', 'pointerup', 'pointercancel'];
    for (const kind of kinds) addEventListener(kind, note);
    const { firstFinger } = await menu();
    for (const kind of kinds) removeEventListener(kind, note);
    firstFinger(event, since);
  };
  addEventListener('touchstart', first, { once: true, passive: true });
  addEventListener('contextmenu', async (event) => {
    const card = event.target.closest('title-card, going-card');
    if (!card || event.shiftKey) return;
    event.preventDefault();
    (await menu()).cardMenu(card, event);
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-id] > a');
    if (!link || !plain(event)) return;
    event.preventDefault();
    const search = new URLSearchParams(location.search);
    search.set('id', link.closest('[data-id]').dataset.id);
    history.pushState({ title: true }, '', `${location.pathname}?${search}`);
    follow(link);
  });
  addEventListener('popstate', () => follow());
  follow();
}
