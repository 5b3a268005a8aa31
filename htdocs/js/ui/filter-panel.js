// The panel of a list's filters: what there is, with how many titles have it, as lists of boxes to check. Fetched when
// it is opened for the first time.

import { $, $$, debounce, el, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { api, explain } from '../core/api.js';
import { FILTERS, starWords } from './filters.js';
import { swipe } from './swipe.js';
import { KIND, many, number } from '../core/words.js';

const MOST = 100; // names that the API answers of a facet
const FEW = 8; // names that need no field to find one

const RATINGS = ['5', '4', '3', '2', '1'];
const CHOICES = {
  stars: RATINGS.slice(0, 4).map((value) => [`stars=${value}`, starWords(value)]),
  rating: [...RATINGS.map((value) => [`rating_min=${value}`, starWords(value)]), ['rated=false', 'Not rated']],
  owned: [
    ['owned=true', 'Owned'],
    ['owned=false', 'Not owned'],
  ],
};

export function filterPanel({ box, filters, facets, asked, isOpen }) {
  const parts = new Map(); // of checklists: the facet → how it is brought up to date
  const marks = [];
  let running = null;
  let aim = null; // what it was opened for

  // ---- a list of boxes ----------------------------------------------------------------------------------------------
  function checklist(name) {
    const { label, facet, words, none } = FILTERS[name];
    const lines = new Map(); // value → its line
    const list = el('ul', {});
    const find = el('input', {
      type: 'search',
      placeholder: 'Find',
      'aria-label': `Find: ${label}`,
      autocomplete: 'off',
      hidden: true,
    });
    const nothing = el('p', { class: 'dim', hidden: true }, none ?? '');
    const node = el('fieldset', { class: 'facet', 'data-of': name }, el('legend', {}, label), find, list, nothing);

    function line(value) {
      const input = el('input', { type: 'checkbox', name, value });
      input.addEventListener('change', () => {
        const values = filters.values()[name].filter((other) => other !== value);
        filters.set(name, ...values, ...(input.checked ? [value] : []));
      });
      const text = words ? words(value, name) : value;
      return { input, count: 0, node: el('li', {}, el('label', {}, input, said(text), el('small', {}))) };
    }
    function shown() {
      const part = find.value.trim().toLowerCase();
      for (const [value, { input, count, node: item }] of lines)
        item.hidden = !input.checked && (!count || !value.toLowerCase().includes(part));
      const isEmpty = !$('li:not([hidden])', list) && !part;
      nothing.hidden = !isEmpty;
      node.hidden = isEmpty && !(none && name === aim); // nothing of it: who came for it is told
    }
    function show(answer) {
      const counts = new Map(answer.map(({ name: value, count }) => [value, count]));
      // What is on comes first; then as the API has it. What is there already keeps its place.
      for (const value of [...filters.values()[name], ...counts.keys()]) {
        if (lines.has(value)) continue;
        lines.set(value, line(value));
        list.append(lines.get(value).node);
      }
      for (const [value, one] of lines) {
        one.count = counts.get(value) ?? 0;
        $('small', one.node).textContent = one.count ? number(one.count) : '';
      }
      if (counts.size > FEW && name !== 'decade') find.hidden = false;
      mark();
    }
    function mark() {
      for (const [value, { input }] of lines) input.checked = filters.has(name, value);
      shown();
    }
    const more = debounce(180, async () => {
      if (lines.size < MOST || !find.value.trim()) return;
      const answer = await read({ facet, name: find.value.trim() }).catch(() => null);
      if (answer) show([...answer[facet], ...[...lines].map(([value, { count }]) => ({ name: value, count }))]);
    });
    find.addEventListener('input', () => {
      shown();
      more();
    });
    // Neither is a filter by itself.
    find.addEventListener('change', (event) => event.stopPropagation());
    find.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
    });
    parts.set(facet, show);
    marks.push(mark);
    return node;
  }

  // ---- one of several, and numbers ----------------------------------------------------------------------------------
  function choice(name) {
    const { label, parameters } = FILTERS[name];
    const select = el(
      'select',
      { id: `f-${name}` },
      el('option', { value: '' }, 'Any'),
      ...CHOICES[name].map(([value, words]) => el('option', { value }, words)),
    );
    select.addEventListener('change', () => {
      const [chosen, value] = select.value.split('=');
      for (const parameter of parameters) filters.set(parameter, ...(parameter === chosen ? [value] : []));
    });
    marks.push(() => {
      select.value = CHOICES[name].find(([pair]) => filters.has(...pair.split('=')))?.[0] ?? '';
    });
    return el('p', { class: 'field' }, el('label', { for: `f-${name}` }, label), select);
  }
  function numberField(parameter, label, more = {}) {
    const input = el('input', {
      id: `f-${parameter}`,
      type: 'text',
      inputmode: 'numeric',
      autocomplete: 'off',
      ...more,
    });
    input.addEventListener('change', () => filters.set(parameter, ...(input.value.trim() ? [input.value.trim()] : [])));
    marks.push(() => {
      if (document.activeElement !== input) input.value = filters.values()[parameter][0] ?? '';
    });
    return el('p', { class: 'field' }, el('label', { for: `f-${parameter}` }, label), input);
  }
  function part(name) {
    if (FILTERS[name].facet) return [checklist(name)];
    if (CHOICES[name]) return [choice(name)];
    if (name === 'year') return [numberField('year', 'Year', { maxlength: '4' })];
    return [
      el(
        'fieldset',
        { class: 'from-to' },
        el('legend', {}, 'Length', el('small', {})),
        numberField('length_min', 'From'),
        numberField('length_max', 'To'),
      ),
    ];
  }

  // ---- all of it ----------------------------------------------------------------------------------------------------
  const state = el('p', { class: 'dim', role: 'status' });
  const done = el('button', { class: 'btn primary', type: 'submit' }, 'Show');
  const [lists, fields] = [[], []];
  for (const name of filters.names) (FILTERS[name].facet ? lists : fields).push(...part(name));
  const grab = el('div', { class: 'grab', 'aria-hidden': 'true' });
  box.replaceChildren(
    grab,
    el('div', { class: 'facets' }, ...lists),
    state,
    el('div', { class: 'fields' }, ...fields),
    el('p', { class: 'actions end' }, el('button', { class: 'btn', type: 'reset' }, 'Clear'), done),
  );
  swipe(box, { by: grab, close: () => (box.closest('details').open = false) });
  const wanted = filters.names.map((name) => FILTERS[name].facet).filter(Boolean);

  const read = (more, signal) =>
    api.get(facets, { query: { ...asked(), facet: wanted, ...more }, signal, auth: Boolean(account()) });

  const mark = () => {
    for (const one of marks) one();
  };
  async function show() {
    mark();
    const unit = $('.from-to small', box);
    const { type } = asked();
    if (unit) unit.textContent = type?.length === 1 ? ` in ${KIND[type[0]].unit}` : '';
    if (!isOpen()) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await read({}, running.signal);
      for (const [facet, bring] of parts) bring(answer[facet]);
      state.textContent = answer.is_complete ? '' : 'There are very many titles: these are counts of a part of them.';
    } catch (error) {
      // A filter that can’t be is said where the list is.
      if (error.name !== 'AbortError' && error.status !== 400) state.textContent = explain(error);
    }
  }
  box.closest('form').addEventListener('reset', () => {
    for (const input of $$('input[type=search]', box)) input.value = '';
  });
  return {
    show,
    mark,
    // Its field, where there are many; else the first of them.
    focus(name) {
      aim = name;
      mark();
      const node = $(`.facet[data-of="${name}"]`, box);
      (
        ['input[type=search]:not([hidden])', 'li:not([hidden]) input'].map((one) => $(one, node)).find(Boolean) ?? done
      ).focus();
    },
    count(total) {
      done.textContent = total ? `Show ${many(total, 'title')}` : 'Show none';
    },
  };
}
