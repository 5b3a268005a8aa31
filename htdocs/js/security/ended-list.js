// A list of what one has given out and can take back: a line for each, with a button that ends it after a question.
//
//   const draw = endedList({ list, heading, get, path, line, question, none });
//   // get() → the records; path(record): what is deleted; none: said where there are none
//   // line(record) → { sign, name, tag, isQuiet: the tag is nothing to look out for, facts }
//   // question(record) → { title, text, yes, gone }; gone: the news afterwards

import { api } from '../core/api.js';
import { $, el, icon, said } from '../core/dom.js';
import { askFirst } from '../ui/confirm.js';
import { retried } from '../ui/lists.js';
import { toast } from '../ui/toast.js';

// 404: it was over already.
const ended = (path) =>
  api.delete(path).catch((error) => {
    if (error.status !== 404) throw error;
  });

export function endedList({ list, heading, get, path, line, question, none }) {
  function ask(record) {
    const { gone, ...words } = question(record);
    askFirst({
      ...words,
      action: 'settings.html',
      run: () => ended(path(record)),
      done: async () => {
        await draw();
        ($('button', list) ?? heading).focus();
        toast(gone);
      },
    });
  }
  // Two of one name are told apart by their place in the list.
  function row(record, nth) {
    const { sign, name, tag = null, isQuiet = false, facts } = line(record);
    const revoke = { class: 'btn', type: 'button', 'aria-label': `Revoke: ${name}, ${nth + 1}` };
    return el(
      'li',
      { class: 'line' },
      el('span', { class: 'sign' }, icon(sign)),
      el(
        'span',
        { class: 'who' },
        el('b', {}, said(name)),
        tag && el('span', { class: `tag${isQuiet ? ' plain' : ''}` }, tag),
        el('small', {}, facts.filter(Boolean).join(' · ')),
      ),
      el('span', { class: 'actions' }, el('button', { ...revoke, onclick: () => ask(record) }, 'Revoke')),
    );
  }
  async function draw() {
    try {
      const records = await get();
      list.replaceChildren(...records.map(row), records.length ? '' : el('li', { class: 'dim' }, none));
    } catch (error) {
      if (error.status !== 401) list.replaceChildren(retried(error, draw));
    }
  }
  return draw;
}
