// What a list is narrowed by beside what is always in sight (types, statuses): a panel with what there is and how many
// of it, and a chip for each filter that is on.
//
//   const filters = narrowing({ form, facets: 'media.cgi/facets', asked, change });
//   filters.read(address); filters.values() → { genre: ['Drama'], … }, as the API takes it; filters.clear()
//   filters.show(); filters.count(total);     // the list is asked for; it has come
//   filters.notA(error)       // ['“abc” isn’t a year', …] of a 400
//   // the panel's data-filters names what is in it; asked(): what the list is asked for; change(): read it anew

import { $, $$, el, icon, said, styled } from '../core/dom.js';
import { many } from '../core/words.js';
import { isComposed } from './first-keys.js';

// A filter's parameters, and what a chip says of a value.
export const FILTERS = {
  tag: {
    parameters: ['tag'],
    label: 'Tag',
    facet: 'tags',
    none: 'You have no tag yet: they are put on titles, on their own pages.',
  },
  genre: { parameters: ['genre'], label: 'Genre', facet: 'genres' },
  decade: { parameters: ['decade'], label: 'Decade', facet: 'decades', words: (value) => `${value.slice(0, 4)}s` },
  year: { parameters: ['year'], label: 'Year' },
  creator: { parameters: ['creator'], label: 'Author, director, studio', facet: 'creators' },
  format: { parameters: ['format'], label: 'Format', facet: 'formats' },
  platform: { parameters: ['platform'], label: 'Platform', facet: 'platforms' },
  stars: { parameters: ['stars'], label: 'Stars', words: (value) => starWords(value) },
  rating: {
    parameters: ['rating_min', 'rating_max', 'rated'],
    label: 'My rating',
    words: (value, name) => {
      if (name === 'rated') return value === 'false' ? 'Not rated' : 'Rated';
      return name === 'rating_max' ? `${many(Number(value), 'star')} and less` : starWords(value);
    },
  },
  owned: { parameters: ['owned'], label: 'Copies', words: (value) => (value === 'false' ? 'Not owned' : 'Owned') },
  length: {
    parameters: ['length_min', 'length_max'],
    label: 'Length',
    words: (value, name) => `${name === 'length_min' ? 'at least' : 'at most'} ${value}`,
  },
};
export const starWords = (value) => (value === '5' ? '5 stars' : `${many(Number(value), 'star')} and more`);
const isA = { year: 'a year', decade: 'a decade', stars: 'a number of stars', length_min: 'a length', type: 'a type' };

export function narrowing({ form, facets, asked, change }) {
  const [box, pills] = [$('#narrow'), $('#pills')];
  const names = box.dataset.filters.split(' ');
  const parameters = names.flatMap((name) => FILTERS[name].parameters);
  let on = {}; // parameter → values
  let panel = null;
  let total = 0; // how many there are

  const filterOf = (parameter) => FILTERS[names.find((name) => FILTERS[name].parameters.includes(parameter))];
  const pairs = () => parameters.flatMap((name) => (on[name] ?? []).map((value) => [name, value]));

  const filters = {
    names,
    values: () => Object.fromEntries(parameters.map((name) => [name, on[name] ?? []])),
    has: (name, value) => Boolean(on[name]?.includes(value)),
    get isOn() {
      return pairs().length > 0;
    },
    read(address) {
      on = Object.fromEntries(parameters.map((name) => [name, address.getAll(name).filter(Boolean)]));
      panel?.mark();
    },
    // Values of a parameter, none for no such filter.
    set(name, ...values) {
      on[name] = values;
    },
    clear() {
      on = {};
      panel?.mark();
    },
    show() {
      draw();
      panel?.show();
    },
    count(now) {
      total = now;
      panel?.count(total);
    },
    notA: ({ message, details }) =>
      details.length
        ? details.map(({ field, message: why }) => {
            const value = new URLSearchParams(location.search).getAll(field).join(', ');
            return isA[field] ? `“${value}” isn’t ${isA[field]}` : `${field} ${why}`;
          })
        : [message],
  };

  function draw() {
    const chip = ([name, value]) => {
      const { label, words } = filterOf(name);
      const text = words ? words(value, name) : value;
      const off = () => {
        filters.set(name, ...on[name].filter((other) => other !== value));
        panel?.mark();
        change();
        ($('.pill', pills) ?? $('summary', box)).focus({ preventScroll: true });
      };
      return el(
        'li',
        {},
        el(
          'button',
          { class: 'pill', type: 'button', 'aria-label': `${label}, ${text}: remove this filter`, onclick: off },
          said(text),
          icon('x'),
          el('span', { class: 'no-icon' }, '×'),
        ),
      );
    };
    const all = pairs();
    const forget = () => {
      filters.clear();
      change();
      $('summary', box).focus({ preventScroll: true });
    };
    pills.replaceChildren(
      ...all.map(chip),
      ...(all.length > 1
        ? [el('li', {}, el('button', { class: 'btn link', type: 'button', onclick: forget }, 'Clear all'))]
        : []),
    );
    $('summary small', box).textContent = all.length || '';
    box.classList.toggle('on', all.length > 0);
    for (const button of buttons) button.classList.toggle('on', on[button.dataset.opens]?.length > 0);
  }

  // ---- the panel: drawn when it is opened, and brought up to date as long as it is ----------------------------------
  const close = () => {
    box.open = false;
  };
  // Those that have a button of their own in sight.
  const buttons = $$('[data-opens]', form);
  let aim = null; // what the focus goes to once it is there
  box.addEventListener('toggle', async () => {
    for (const button of buttons) button.setAttribute('aria-expanded', String(box.open));
    if (!box.open) return;
    const [{ filterPanel }] = await Promise.all([import('./filter-panel.js'), styled('css/more.css')]);
    panel ??= filterPanel({ box: $('.narrow-panel', box), filters, facets, asked, isOpen: () => box.open });
    panel.count(total);
    await panel.show();
    if (aim) panel.focus(aim);
    aim = null;
  });
  const openAt = (name) => {
    if (box.open) {
      panel?.focus(name);
      return;
    }
    aim = name;
    box.open = true;
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      if (box.open) close();
      else openAt(button.dataset.opens);
    });
    button.addEventListener('open-at', () => openAt(button.dataset.opens)); // by a key
  }
  form.addEventListener('submit', close);
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    filters.clear();
    change();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || isComposed(event) || !box.open) return;
    close();
    $('summary', box).focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (target.isConnected && !target.closest('#narrow, #pills, [data-opens]')) close();
  });
  return filters;
}

// What a list is sorted by, and a button that turns it round, where an option says by what (data-back).
//
//   const sort = sorting(form);
//   sort.read('title_desc'); sort.value
export function sorting(form) {
  const [{ sort: select }, turn] = [form.elements, $('[data-turn]', form)];
  let isBack = false;
  const option = () => select.options[select.selectedIndex];
  const mark = () => {
    turn.hidden = option().dataset.back === undefined;
    turn.setAttribute('aria-pressed', String(isBack));
  };
  select.addEventListener('change', () => {
    isBack = false;
    mark();
  });
  turn.addEventListener('click', () => {
    isBack = !isBack;
    mark();
    form.requestSubmit();
  });
  const sort = {
    read(value) {
      const found = [...select.options].find((one) => value !== '' && [one.value, one.dataset.back].includes(value));
      (found ?? select.options[0]).selected = true;
      isBack = Boolean(found) && found.value !== value;
      mark();
    },
    get value() {
      return isBack ? option().dataset.back : select.value;
    },
    mark,
  };
  sort.read('');
  return sort;
}
