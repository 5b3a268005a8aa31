// What is done with several titles at once: a status, tags, onto a list, off the shelf. Of up to 500 the server does
// all or nothing; of more, one part after the other. One Undo takes all of it back (usermedia.cgi/bulk).
//
//   bulkActs({ chosen, drop, done, button })      // the buttons for it
//   // chosen: a Map by the ids of entries; drop(ids): those are gone; done(): it is done with

import { api, explain } from '../core/api.js';
import { today } from '../core/days.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { STATUS, many } from '../core/words.js';
import { moveByArrows, placeBeside } from '../ui/menu.js';
import { complain, settled, toast } from '../ui/toast.js';
import { openShelfMenu } from './shelf-menu.js';

const MOST = 500; // of one call
const post = (body) => api.post('usermedia.cgi/bulk', body);
const redraw = () => document.dispatchEvent(new CustomEvent('list-changed'));

async function undoAll(undos) {
  const kept = [];
  try {
    for (const undo of undos.toReversed()) kept.push(...(await post({ undo })).kept);
  } catch (error) {
    complain(error);
  }
  redraw();
  if (!kept.length) return;
  const names = kept
    .slice(0, 3)
    .map(({ title, message }) => `${title ?? 'One'} ${message}`)
    .join(', ');
  toast(`Undone, but not all: ${names}${kept.length > 3 ? `, and ${kept.length - 3} more` : ''}`);
}

// Those that somebody has taken off the shelf meanwhile, in another tab; none for another error.
const gone = (error) =>
  error.status === 404
    ? (error.details ?? []).filter(({ field }) => field === 'ids').map(({ message }) => message.split(' ')[0])
    : [];

// `news(count, answers)`: what is said of it.
async function changeAll({ chosen, drop, done }, change, news) {
  const ids = [...chosen.keys()];
  const answers = [];
  let failure = null;
  await settled(); // what is on its way out
  try {
    for (let at = 0; at < ids.length; at += MOST)
      answers.push(await post({ ids: ids.slice(at, at + MOST), ...change }));
  } catch (error) {
    failure = error;
  }
  const undos = answers.map(({ undo }) => undo).filter(Boolean);
  const undo = undos.length ? () => undoAll(undos) : undefined;
  if (!failure) {
    done();
    toast(news(answers), { undo });
  } else if (undo)
    toast(`${many(answers.length * MOST, 'title')} changed, the others not: ${explain(failure)}`, {
      undo,
      wrong: true,
    });
  else if (gone(failure).length) {
    drop(gone(failure));
    toast(`${many(gone(failure).length, 'title')} not on your shelf any more: nothing was changed. Try it again`);
  } else complain(failure);
  redraw();
}

// ---- menus ----------------------------------------------------------------------------------------------------------
let menu = null;
function openMenu(button, label, ...inside) {
  menu?.remove();
  menu = el('div', { class: 'menu bulk-menu', popover: 'auto', role: 'dialog', 'aria-label': label }, ...inside);
  menu.addEventListener('keydown', (event) => {
    if (event.target.matches('.item')) moveByArrows(menu, event);
  });
  document.body.append(menu);
  menu.showPopover();
  placeBeside(menu, button.getBoundingClientRect());
  $('input, .item', menu).focus({ preventScroll: true });
}

// All of a list of mine, however long it is.
async function readAll(path, member) {
  const all = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.get(path, { query: { page_size: 100, page } });
    all.push(...answer[member]);
    if (all.length >= answer.total || !answer[member].length) return all;
  }
}

// A field for something new: what is typed there narrows the items, too.
function newField(label, max, words, take) {
  const input = el('input', { type: 'text', maxlength: String(max), required: true, autocomplete: 'off' });
  input.setAttribute('aria-label', label);
  input.placeholder = label;
  const form = el('form', { class: 'bulk-new' }, input, el('button', { class: 'btn', type: 'submit' }, words));
  input.addEventListener('input', () => {
    const asked = input.value.trim().toLowerCase();
    for (const item of $$('.item', menu)) item.hidden = !item.textContent.toLowerCase().includes(asked);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    take(input.value.trim(), input);
  });
  return form;
}

// ---- onto a list ----------------------------------------------------------------------------------------------------
async function chooseList(button, words, pick) {
  let lists;
  try {
    lists = await readAll('lists.cgi/', 'lists');
  } catch (error) {
    complain(error);
    return;
  }
  const choose = (list) => {
    menu.hidePopover();
    pick(list);
  };
  const make = async (name) => {
    try {
      choose(lists.find((list) => list.name === name) ?? (await api.post('lists.cgi/', { name })));
    } catch (error) {
      complain(error);
    }
  };
  openMenu(
    button,
    'Add to a list',
    el('p', { class: 'menu-h' }, `${words} onto a list`),
    newField('Find, or name a new list', 200, 'Make', make),
    ...lists.map((list) =>
      el('button', { class: 'item', type: 'button', onclick: () => choose(list) }, icon('rows-3'), said(list.name)),
    ),
  );
}

function listNews({ name }, answers, count) {
  const added = answers.reduce((sum, { listed }) => sum + listed.length, 0);
  if (!added) return `All of them are on “${name}” already`;
  const rest = count - added;
  return `On “${name}”: ${many(added, 'title')}${rest ? `, ${many(rest, 'was', 'were')} there already` : ''}`;
}

// ---- tags -----------------------------------------------------------------------------------------------------------
const plainly = (tag) => tag.toLowerCase();

// All of mine, ticked where all have it, half where some do. What is changed is done at once, by the button.
async function chooseTags(button, chosen, words, pick) {
  let mine;
  try {
    mine = await readAll('diary.cgi/tags', 'tags');
  } catch (error) {
    complain(error);
    return;
  }
  const counts = new Map();
  for (const { entry } of chosen.values())
    for (const tag of entry.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const boxes = new Map(); // by the tags: {box, was}
  const row = (tag) => {
    const count = counts.get(tag) ?? 0;
    const was = count === chosen.size ? 'all' : count ? 'some' : 'none';
    const box = el('input', { type: 'checkbox', checked: was === 'all', indeterminate: was === 'some' });
    boxes.set(tag, { box, was });
    return el('label', { class: 'item' }, box, said(tag));
  };
  const rows = el('div', { class: 'bulk-rows' });
  const add = (tag, input) => {
    const known = [...boxes.keys()].find((one) => plainly(one) === plainly(tag));
    if (!known) rows.prepend(row(tag));
    const { box } = boxes.get(known ?? tag);
    [box.checked, box.indeterminate] = [true, false];
    input.value = '';
    input.dispatchEvent(new Event('input'));
  };
  const apply = () => {
    const now = [...boxes].filter(([, { box, was }]) => !box.indeterminate && box.checked !== (was === 'all'));
    const changed = (on) => now.filter(([, { box }]) => box.checked === on).map(([tag]) => tag);
    // half, and then unticked: that is off, too
    const off = [...boxes].filter(([, { box, was }]) => was === 'some' && !box.indeterminate && !box.checked);
    menu.hidePopover();
    pick(changed(true), [...new Set([...changed(false), ...off.map(([tag]) => tag)])]);
  };
  rows.append(
    ...[...mine.filter(({ name }) => counts.has(name)), ...mine.filter(({ name }) => !counts.has(name))].map(
      ({ name }) => row(name),
    ),
  );
  openMenu(
    button,
    'Tags',
    el('p', { class: 'menu-h' }, `Tags of ${words}`),
    newField('Find, or add a tag', 50, 'Add', add),
    rows,
    el('p', { class: 'bulk-done' }, el('button', { class: 'btn primary', type: 'button', onclick: apply }, 'Apply')),
  );
}

function tagNews(count, added, removed) {
  const news = [
    ...(added.length ? [`tagged ${added.join(', ')}`] : []),
    ...(removed.length ? [`without ${removed.join(', ')}`] : []),
  ];
  return `${count}: ${news.join('; ')}`;
}

// ---- the buttons ----------------------------------------------------------------------------------------------------
export function bulkActs({ chosen, drop, done, button }) {
  const words = () => many(chosen.size, 'title');
  const change = (fields, news) => changeAll({ chosen, drop, done }, fields, news);
  const put = (status) => {
    const count = words();
    return change({ status, day: today() }, (answers) =>
      answers.some(({ undo }) => undo)
        ? `${count}: ${STATUS[status].label}`
        : `${count} already: ${STATUS[status].label}`,
    );
  };
  const status = button(
    {
      class: 'btn',
      'aria-haspopup': 'dialog',
      onclick: () => openShelfMenu(status.getBoundingClientRect(), { title: words() }, null, put),
    },
    'bookmark',
    'Status',
  );
  const tags = button(
    {
      class: 'btn',
      'data-act': 'tags',
      'aria-haspopup': 'dialog',
      onclick: () => {
        const count = words();
        chooseTags(tags, chosen, count, (added, removed) => {
          if (added.length + removed.length)
            change({ add_tags: added, remove_tags: removed }, () => tagNews(count, added, removed));
        });
      },
    },
    'tag',
    'Tags',
  );
  const list = button(
    {
      class: 'btn',
      'data-act': 'list',
      'aria-haspopup': 'dialog',
      onclick: () => {
        const count = chosen.size;
        chooseList(list, words(), (to) => change({ list_id: to.id }, (answers) => listNews(to, answers, count)));
      },
    },
    'rows-3',
    'List',
  );
  const off = button(
    {
      class: 'btn bad',
      onclick: () => {
        const count = words();
        change({ delete: true }, () => `Off your shelf: ${count}`);
      },
    },
    'bookmark-minus',
    'Take off',
  );
  document.addEventListener('status-of-all', ({ detail }) => {
    if (status.isConnected && chosen.size) put(detail);
  });
  return [status, tags, list, off];
}
