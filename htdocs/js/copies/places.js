// Where things stand, as a tree: each place is a link that narrows the list to it and to what is within it.
//
//   const tree = placeTree({ box, address: (location) => 'collection.html?…', go: (location) => … });
//   tree.show([{ name: 'Home', count: 3 }, { name: 'Home/Study', count: 2 }], 'Home/Study', 31);

import { $, el, icon, said } from '../core/dom.js';
import { plain } from '../ui/lists.js';
import { number } from '../core/words.js';

const MANY = 14; // places, beyond which only those are open that one is in
const same = (one, two) => one.toLowerCase() === two.toLowerCase();
const isWithin = (place, whole) => place.toLowerCase().startsWith(`${whole.toLowerCase()}/`);

// A place, and those in it, by their names.
function treeOf(locations) {
  const root = { children: new Map() };
  for (const { name, count } of locations) {
    let node = root;
    let path = '';
    for (const part of name.split('/')) {
      path = path ? `${path}/${part}` : part;
      const key = part.toLowerCase();
      if (!node.children.has(key)) node.children.set(key, { path, part, count: 0, children: new Map() });
      node = node.children.get(key);
    }
    node.count = count;
  }
  return root;
}

export function placeTree({ box, address, go }) {
  const turned = new Map(); // what somebody opened or closed
  let [drawn, chosen, total, isFull] = [[], '', 0, false];

  const isOpen = ({ path }) => turned.get(path) ?? (!isFull || same(path, chosen) || isWithin(chosen, path));
  const link = (path, words, count) =>
    el(
      'a',
      {
        href: address(path),
        title: path || null,
        'data-place': path,
        'aria-current': same(path, chosen) ? 'true' : null,
        onclick: (event) => {
          if (!plain(event)) return;
          event.preventDefault();
          go(path);
        },
      },
      el('span', {}, words),
      el('small', {}, count ? number(count) : ''),
    );

  function branch(node) {
    const inner = [...node.children.values()];
    const open = isOpen(node);
    const toggle = inner.length
      ? el(
          'button',
          {
            class: 'btn quiet round turn',
            type: 'button',
            'aria-expanded': String(open),
            'aria-label': `What is in ${node.path.split('/').join(', ')}`,
            onclick: () => {
              turned.set(node.path, !open);
              draw();
              $(`[data-place="${CSS.escape(node.path)}"]`, box)
                .parentElement.querySelector('.turn')
                .focus();
            },
          },
          icon('chevron-right'),
          el('span', { class: 'no-icon' }, open ? '−' : '+'),
        )
      : null;
    return el(
      'li',
      {},
      el(
        'div',
        { class: 'branch' },
        toggle ?? el('span', { class: 'turn' }),
        link(node.path, said(node.part), node.count),
      ),
      inner.length && open ? el('ul', {}, ...inner.map(branch)) : null,
    );
  }

  function draw() {
    const held = box.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    const places = [...treeOf(drawn).children.values()];
    box.replaceChildren(
      ...(places.length
        ? [
            el(
              'ul',
              { class: 'places-list' },
              el('li', {}, el('div', { class: 'branch' }, el('span', { class: 'turn' }), link('', 'Anywhere', total))),
              ...places.map(branch),
            ),
          ]
        : [
            el(
              'p',
              { class: 'hint' },
              'No copy has a place yet. In its form, Home/Study/Shelf 2 says where one stands.',
            ),
          ]),
    );
    if (held !== null && held !== undefined) $(`[data-place="${CSS.escape(held)}"]`, box)?.focus();
  }

  return {
    show(locations, location, all = 0) {
      const isKnown = !location || locations.some(({ name }) => same(name, location));
      drawn = isKnown ? locations : [...locations, { name: location, count: 0 }];
      chosen = location;
      isFull = drawn.length > MANY;
      total = all;
      draw();
    },
  };
}
