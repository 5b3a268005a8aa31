// The palette: one field for titles, pages and actions, and a list of what fits (a combobox as the ARIA Authoring
// Practices have it: the focus stays in the field, arrows choose, Enter does it, Escape leaves).

import { $$, debounce, el, icon, styled } from '../core/dom.js';
import { explain } from '../core/api.js';
import { pictureOf } from '../title/picture.js';
import { titleHere } from '../title/title-here.js';
import { areOff, isComposed, isPaletteKey, wayOf } from './first-keys.js';
import { isSingle, keysOf } from './keys.js';
import { plain } from './lists.js';
import { offersFor } from './offers.js';
import { sheet } from './sheet.js';
import { KIND, STATUS, many, titleWords } from '../core/words.js';

const hint = (name) =>
  name && !(areOff() && isSingle(name))
    ? el('span', { class: 'combination', 'aria-hidden': 'true' }, ...keysOf(name).map((key) => el('kbd', {}, key)))
    : null;

function titleOption(offer, attributes) {
  const { media, entry } = offer;
  const mark = entry
    ? el(
        'span',
        { class: `mark s-${entry.status}` },
        icon(STATUS[entry.status].icon),
        el('span', { class: 'vh' }, `. On your shelf: ${STATUS[entry.status].label}`),
      )
    : null;
  const cover = el('span', { class: 'cover' }, pictureOf(media));
  const link = el('a', { ...attributes, class: `offer ${KIND[media.type].key}` }, cover, titleWords(media), mark);
  // Where titles open over the list, so does this one.
  return el('span', { 'data-id': media.id, role: 'presentation' }, link);
}
function optionOf(offer, index) {
  const attributes = {
    id: `offer-${index}`,
    role: 'option',
    tabindex: '-1',
    'aria-selected': 'false',
    href: offer.href,
    type: offer.href ? null : 'button',
  };
  if (offer.media) return titleOption(offer, attributes);
  const inside = [icon(offer.icon), el('span', { class: 'txt' }, offer.words), offer.isHere ? hint(offer.name) : null];
  return el(offer.href ? 'a' : 'button', { ...attributes, class: 'offer' }, ...inside);
}

// One at a time. `typed` gives what was typed while it was on its way, with a line break for Enter; null: it isn't
// wanted any more.
export async function openPalette(typed) {
  const [here] = await Promise.all([titleHere().catch(() => ({})), styled('css/keys.css')]);
  if (typed() === null) return;
  const ask = offersFor(here);
  const input = el('input', {
    type: 'text',
    role: 'combobox',
    'aria-label': 'Title, page or action',
    'aria-autocomplete': 'list',
    'aria-expanded': 'true',
    'aria-controls': 'offers',
    placeholder: 'A title, a page, or what to do',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    enterkeyhint: 'go',
    value: typed(), // in one line
  });
  const list = el('div', { id: 'offers', role: 'listbox', 'aria-label': 'What there is' });
  const news = el('p', { class: 'vh', role: 'status' });
  const wrong = el('p', { class: 'hint', role: 'alert' });

  let offers = [];
  let titles = []; // what the API said last
  let active = 0;
  let isMoved = false; // by an arrow: it stays where it is then
  let isDue = typed().endsWith('\n'); // Enter was faster than the API
  let running = null;

  const options = () => $$('[role=option]', list);
  function choose(index) {
    active = index;
    for (const [at, option] of options().entries()) option.setAttribute('aria-selected', String(at === index));
    const option = options()[index];
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  function draw() {
    const q = input.value.trim();
    const held = isMoved ? offers[active]?.id : null;
    const local = ask.local(q);
    const isAct = ({ group }) => group === 'Do';
    offers = q
      ? [...local, ...titles, ...ask.last(q)]
      : [...local.filter(isAct), ...titles, ...local.filter((offer) => !isAct(offer))];
    const groups = [...new Set(offers.map(({ group }) => group))];
    // As they are drawn: group by group.
    offers = groups.flatMap((group) => offers.filter((offer) => offer.group === group));
    list.replaceChildren(
      ...groups.map((group, index) =>
        el(
          'div',
          { role: 'group', 'aria-labelledby': `offers-${index}` },
          el('p', { role: 'presentation', class: 'menu-h', id: `offers-${index}` }, group),
          ...offers.map((offer, at) => (offer.group === group ? optionOf(offer, at) : null)),
        ),
      ),
    );
    choose(Math.max(0, held ? offers.findIndex(({ id }) => id === held) : 0));
  }

  async function read() {
    running?.abort();
    const mine = (running = new AbortController());
    try {
      titles = await ask.titles(input.value.trim(), mine.signal);
      wrong.textContent = '';
    } catch (error) {
      if (error.name === 'AbortError') return;
      titles = [];
      wrong.textContent = explain(error);
    }
    if (running !== mine || !dialog.open) return;
    running = null;
    draw();
    news.textContent = many(offers.length, 'result');
    if (isDue) run();
  }
  const readSoon = debounce(120, read);

  function run() {
    isDue = false;
    options()[active]?.click();
  }

  input.addEventListener('input', () => {
    running?.abort();
    running = { abort: () => null }; // it is about to be asked
    isMoved = isDue = false;
    titles = [];
    draw();
    readSoon();
  });
  list.addEventListener('pointermove', ({ target }) => {
    const index = options().indexOf(target.closest('[role=option]'));
    if (index >= 0 && index !== active) {
      isMoved = true;
      choose(index);
    }
  });
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (!option) return;
    const offer = offers[options().indexOf(option)];
    if (offer.href && !plain(event)) return; // in a tab of its own
    dialog.close();
    if (!offer.href) offer.run();
  });

  const dialog = sheet('palette', el('span', { class: 'vh' }, 'Titles, pages and actions'), input, wrong, news, list);
  dialog.classList.add('palette');
  dialog.addEventListener('close', () => running?.abort());
  dialog.addEventListener('keydown', (event) => {
    const way = wayOf(event);
    if (isPaletteKey(event)) {
      if (!event.repeat) dialog.close();
    } else if (isComposed(event) || event.target !== input) return;
    else if (way && offers.length) {
      isMoved = true;
      choose((active + way + offers.length) % offers.length);
    } else if (event.key === 'Enter') {
      if (running && !isMoved) isDue = true;
      else run();
    } else return;
    event.preventDefault();
  });
  draw();
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
  read();
}
