// What lists share: what is shown while they load, when they are empty or failed, and the pages they have.

import { $, el, icon } from './dom.js';
import { explain } from './toast.js';

// Nothing for 150 ms, then skeletons of the right size; a list that is already there is only dimmed.
export function loading(list, count = 12) {
  const timer = setTimeout(() => {
    list.ariaBusy = 'true';
    if ($('title-card, going-card, owned-title', list)) return;
    list.replaceChildren(...Array.from({ length: count }, () => el('li', { class: 'card bones', 'aria-hidden': 'true' }, el('span', { class: 'cover' }), el('span', { class: 'bone' }), el('span', { class: 'bone short' }))));
  }, 150);
  return () => { clearTimeout(timer); list.ariaBusy = null; };
}

// The cards' focus survives when the list is drawn anew.
export function fill(list, items) {
  const held = list.contains(document.activeElement) ? document.activeElement.closest('[data-id]')?.dataset.id : null;
  const chip = held && Boolean(document.activeElement.closest('shelf-button'));
  list.replaceChildren(...items);
  const card = held && $(`[data-id="${CSS.escape(held)}"]`, list);
  if (card) (chip ? $('.chip', card) : $('a', card)).focus({ preventScroll: true });
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
  for (const [x, y, width] of [[24, 26, 16], [44, 18, 20], [68, 32, 14]]) add('rect', { x, y, width, height: 84 - y, rx: 3 });
  add('path', { d: 'm92 82 22-56 14 6-22 54z' });
  return svg;
}

export function empty(title, text, ...actions) {
  return el('li', { class: 'empty' }, drawing(), el('h2', {}, title), el('p', {}, text), el('p', { class: 'actions' }, ...actions));
}

export function failed(error, again) {
  if (error.status === 401) {
    const here = location.pathname.split('/').pop() + location.search;
    return empty('For members', 'Sign in to see what is here.', el('a', { class: 'btn primary', href: `login.html?next=${encodeURIComponent(here)}` }, 'Sign in'));
  }
  return el('li', { class: 'empty', role: 'alert' }, drawing(), el('h2', {}, 'That didn’t work'), el('p', {}, explain(error)),
    el('p', { class: 'actions' }, el('button', { class: 'btn primary', type: 'button', onclick: again }, 'Try again')));
}

// Links, so that a page has an address, opens in a tab and is found again by Back.
export function pager(nav, { page, page_size: size, total }, href) {
  const last = Math.ceil(total / size);
  nav.hidden = last < 2;
  if (last < 2) return nav.replaceChildren();
  const link = (to, name, sign, rel) => (to >= 1 && to <= last
    ? el('a', { class: 'btn', href: href(to), rel, 'data-page': to }, ...(rel === 'prev' ? [icon(sign), name] : [name, icon(sign)]))
    : el('span', { class: 'btn off', 'aria-hidden': 'true' }, ...(rel === 'prev' ? [icon(sign), name] : [name, icon(sign)])));
  return nav.replaceChildren(link(page - 1, 'Previous', 'chevron-left', 'prev'), el('span', { class: 'where' }, `Page ${page} of ${last}`), link(page + 1, 'Next', 'chevron-right', 'next'));
}

// A click that the page may take over; with a key held, or another button, it is the browser's.
export const plain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
