// "Add to a list": my lists with a tick at those that have a title, and a field for a new one. On a desk it opens
// beside its button, on a phone it comes from below.
//
//   openListMenu(box, media);        // box: a button's, or a card's

import { api, explain } from '../core/api.js';
import { $, $$, el, said } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { placeBeside } from '../ui/menu.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { many } from '../core/words.js';
import { addressOf } from './list-card.js';
import { pathOf } from './list-form.js';

const PAGE = 100;
const MANY = 8; // from which on they are searched
const leaving = new Set(); // "LIST TITLE": whose DELETE waits for the end of its Undo
const keyOf = (list, media) => `${list.id} ${media.id}`;
const changed = () => document.dispatchEvent(new CustomEvent('list-changed'));

async function allLists(media) {
  const all = [];
  for (let page = 1; ; page++) {
    const { lists, total } = await api.get('lists.cgi/', { query: { media_id: media.id, page, page_size: PAGE } });
    all.push(...lists);
    if (all.length >= total || !lists.length) return all;
  }
}

// A list that has been asked about a title; what one does to it is done at once.
function choice(list, media) {
  const has = () => list.item_id && !leaving.has(keyOf(list, media));
  const box = el('input', { type: 'checkbox', name: list.id, checked: Boolean(has()) });
  const long = el('small', {}, many(list.item_count, 'title'));
  const mark = () => {
    box.checked = Boolean(has());
    long.textContent = many(list.item_count - (list.item_id && !has() ? 1 : 0), 'title');
  };
  async function put() {
    try {
      await settled(); // it may have been taken off just now
      leaving.delete(keyOf(list, media));
      const { id } = await api.post(`${pathOf(list)}/items`, { media_id: media.id });
      list.item_id = id;
      list.item_count += 1;
      toast(`On “${list.name}”: ${media.title}`, {
        link: el('a', { class: 'btn link', href: addressOf(list) }, 'Open'),
        undo: async () => {
          try {
            await api.delete(`${pathOf(list)}/items/${encodeURIComponent(id)}`);
            list.item_id = null;
            list.item_count -= 1;
          } catch (error) {
            complain(error);
          }
          mark();
          changed();
        },
      });
      changed();
    } catch (error) {
      complain(error);
    }
    mark();
  }
  function take() {
    const key = keyOf(list, media);
    later(`${pathOf(list)}/items/${encodeURIComponent(list.item_id)}`, `Off “${list.name}”: ${media.title}`, {
      hide: () => {
        leaving.add(key);
        mark();
      },
      show: () => {
        leaving.delete(key);
        mark();
      },
      done: () => {
        if (leaving.delete(key)) {
          list.item_id = null;
          list.item_count -= 1;
        }
        changed();
      },
    });
  }
  box.addEventListener('change', () => (box.checked ? put() : take()));
  return el('li', {}, el('label', { class: 'item' }, box, el('span', { class: 'txt' }, said(list.name)), long));
}

function making(media, made) {
  const form = el(
    'form',
    { id: 'new-list', class: 'rule', method: 'post', action: 'cgi-bin/lists.cgi/' },
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'new-list-name' }, 'New list'),
      el(
        'span',
        { class: 'with-btn' },
        el('input', {
          id: 'new-list-name',
          name: 'name',
          type: 'text',
          maxlength: '200',
          required: true,
          autocomplete: 'off',
          placeholder: 'By the fire',
        }),
        el('button', { class: 'btn', type: 'submit' }, 'Make'),
      ),
    ),
  );
  smooth(form, {
    send: (fields) => api.post('lists.cgi/', fields),
    done: (list) => {
      form.reset();
      made({ ...list, item_id: null });
    },
  });
  return form;
}

export async function openListMenu(at, media) {
  $('#lists-of')?.remove();
  const lists = el('ul', { class: 'list-choices' });
  const state = el('p', { class: 'hint', role: 'status' }, '');
  const q = el('input', {
    type: 'text',
    enterkeyhint: 'search',
    class: 'list-q',
    'aria-label': 'Find a list',
    placeholder: 'Find a list',
    autocomplete: 'off',
    hidden: true,
  });
  q.addEventListener('input', () => {
    const asked = q.value.trim().toLowerCase();
    for (const li of lists.children) li.hidden = !$('.txt', li).textContent.toLowerCase().includes(asked);
    state.textContent = $$('li:not([hidden])', lists).length ? '' : 'No list is called that.';
  });
  const menu = el(
    'div',
    { id: 'lists-of', class: 'menu list-menu', popover: 'auto', role: 'dialog', 'aria-labelledby': 'lists-of-h' },
    el('p', { class: 'menu-h', id: 'lists-of-h' }, 'Lists with ', said(media.title)),
    q,
    state,
    lists,
    making(media, (list) => {
      const li = choice(list, media);
      lists.prepend(li);
      state.textContent = '';
      $('input', li).click(); // that is what it was made for
      $('input', li).focus();
    }),
  );
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState === 'closed') menu.remove();
  });
  ($$('dialog[open]').pop() ?? document.body).append(menu);
  try {
    const all = await allLists(media);
    lists.replaceChildren(...all.map((list) => choice(list, media)));
    q.hidden = all.length < MANY;
    if (!all.length) state.textContent = 'You have no list yet.';
  } catch (error) {
    if (error.status === 401) {
      menu.remove();
      return;
    }
    state.textContent = explain(error);
  }
  menu.showPopover();
  placeBeside(menu, at);
  (q.hidden ? ($('input[type=checkbox]', menu) ?? $('#new-list-name', menu)) : q).focus({ preventScroll: true });
}
