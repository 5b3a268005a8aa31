// Add a title: one box for a name, an ISBN or a link. What is here already comes first and at once, what others know of
// as they answer; each is on the shelf at one press. By hand it can be added at any time.
//
//   finder($('#find'), { byHand: ({ title, isbn, type }) => … });

import { $, $$, debounce, el } from '../core/dom.js';
import { explain } from '../core/api.js';
import { byIsbn, listTitles } from '../core/catalogue.js';
import { isbnOf } from '../core/isbn.js';
import { STATUS } from '../core/words.js';
import { areOff } from '../ui/first-keys.js';
import { several } from '../ui/lists.js';
import { hereRow, resultRow } from './result-row.js';
import { keyOf, lookUp } from './search.js';

const HERE = 5; // titles of the catalogue
const FEW = 4; // of what a source finds; more at a press
const AT_ONCE = 40; // ms after the last key: here
const SOON = 400; // elsewhere: they are asked less often
const SHORT = 2; // what is shorter nobody can look up

const skeletons = () =>
  several(3, () =>
    el(
      'li',
      { class: 'result skeleton', 'aria-hidden': 'true' },
      el('span', { class: 'cover' }),
      el(
        'span',
        { class: 'txt' },
        el('span', { class: 'skeleton-line' }),
        el('span', { class: 'skeleton-line short' }),
        el('span', { class: 'skeleton-line short' }),
      ),
    ),
  );
const inWords = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

export function finder(box, { byHand }) {
  const form = $('form', box);
  const { q: input } = form.elements;
  const hand = $('.by-hand button', box);
  const [here, others, state] = ['here', 'others', 'state'].map((name) => $(`.found-${name}`, box));
  const [mine, theirs] = [$('ol', here), $('ol', others)];
  const page = box.closest('main');
  let running = null;
  let isAsked = false; // the sources, for what is in the box
  const types = () => $$('[name=type]:checked', form).map(({ value }) => value);
  const wanted = () => input.value.trim();

  // ---- here ---------------------------------------------------------------------------------------------------------
  const titlesHere = async (q, signal) => {
    const isbn = isbnOf(q);
    if (isbn) return byIsbn(isbn, signal);
    return (await listTitles({ q, type: types(), page_size: HERE }, signal)).media;
  };
  async function readHere({ signal }) {
    try {
      const media = await titlesHere(wanted(), signal);
      if (signal.aborted) return [];
      mine.replaceChildren(...media.map((title) => hereRow(title)));
      here.hidden = !media.length;
      return media;
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      here.hidden = true;
      return [];
    }
  }

  // ---- elsewhere ----------------------------------------------------------------------------------------------------
  function show(results) {
    if (!results.length) return;
    const rows = results.map((result) => resultRow(result, { added }));
    const rest = rows.slice(FEW);
    for (const row of rest) row.hidden = true;
    const more = el('li', { class: 'result-more' });
    more.append(
      el(
        'button',
        {
          class: 'btn quiet',
          type: 'button',
          onclick: () => {
            for (const row of rest) row.hidden = false;
            more.remove();
            $('a, button', rest[0]).focus({ preventScroll: true });
          },
        },
        `${rest.length} more`,
      ),
    );
    const waiting = $('.skeleton', theirs);
    for (const row of rest.length ? [...rows, more] : rows) theirs.insertBefore(row, waiting);
  }
  // What has been found stays where it is; what is still to come is below.
  async function readOthers({ signal }, reading) {
    const q = wanted();
    isAsked = true;
    const wrong = new Map();
    const said = { asked: [], notices: new Map() };
    let isFirst = true;
    const begin = () => {
      if (!isFirst) return;
      isFirst = false;
      theirs.replaceChildren(...(said.asked.length ? skeletons() : []));
      theirs.ariaBusy = null;
    };
    const slow = setTimeout(() => begin(), 150);
    const tell = () => {
      others.hidden = false;
      const lines = [...new Set(wrong.values())];
      if (said.asked.length) lines.push(`Asking ${inWords(said.asked)}…`);
      else if (!$('.result:not(.skeleton)', theirs))
        lines.unshift(mine.childElementCount ? 'Nothing else found.' : 'Nothing found by that.');
      state.replaceChildren(
        ...lines.map((text) => el('span', {}, text)),
        ...[...said.notices.values()].map(({ text, url }) =>
          el('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, text),
        ),
      );
    };
    try {
      const seen = (await reading).flatMap((media) => [media.id, keyOf(media)]);
      const isOn = await lookUp(
        { q, types: types(), seen },
        {
          asked: (names) => {
            said.asked = names;
            if (!names.length) for (const row of $$('.skeleton', theirs)) row.remove();
            tell();
          },
          found: (results) => {
            if (!results.length) return;
            begin();
            show(results);
          },
          told: ({ source, state: how, message, attribution }, count = 0) => {
            if (how !== 'ok' && message) wrong.set(source, message);
            else if (count && attribution?.text && attribution.url && source === 'tmdb')
              said.notices.set(source, attribution);
          },
        },
        signal,
      );
      if (!isOn) wrong.set('', 'Titles aren’t looked up elsewhere here: what isn’t found can be added by hand.');
      begin();
      tell();
    } catch (error) {
      if (error.name === 'AbortError') return;
      theirs.replaceChildren();
      theirs.ariaBusy = null;
      state.textContent = explain(error);
    } finally {
      clearTimeout(slow);
    }
  }

  // ---- what is typed ------------------------------------------------------------------------------------------------
  let reading = Promise.resolve([]);
  const hereSoon = debounce(AT_ONCE, (mineIs) => {
    if (mineIs === running) reading = readHere(mineIs);
    reading.catch(() => null);
  });
  const othersSoon = debounce(SOON, (mineIs) => {
    if (mineIs === running && !isAsked && wanted().length >= SHORT) readOthers(mineIs, reading);
  });
  function look({ now = false } = {}) {
    running?.abort();
    const q = wanted();
    running = new AbortController();
    isAsked = false;
    page.classList.toggle('looking', Boolean(q));
    for (const name of ['q', 'type']) address.delete(name);
    if (q) address.set('q', q);
    for (const type of types()) address.append('type', type);
    history.replaceState(history.state, '', `${location.pathname}${address.size ? `?${address}` : ''}`);
    hand.lastElementChild.textContent = isbnOf(q) ? 'Add this ISBN by hand' : `Add “${q}” by hand`;
    state.replaceChildren();
    if (!q) {
      for (const part of [mine, theirs]) part.replaceChildren();
      here.hidden = others.hidden = true;
      return;
    }
    theirs.ariaBusy = theirs.childElementCount ? 'true' : null;
    hereSoon(running);
    if (now) {
      reading = readHere(running);
      readOthers(running, reading);
    } else othersSoon(running);
  }
  const address = new URLSearchParams(location.search);

  // ---- keys ---------------------------------------------------------------------------------------------------------
  const rows = () => $$('.result:not([hidden], .skeleton)', box);
  const handle = (row) => $('.place button', row) ?? $('a', row);
  // By keyboard one goes on with the next title.
  function added() {
    if (!box.contains(document.activeElement) || !document.activeElement.matches(':focus-visible')) return;
    input.focus({ preventScroll: true });
    input.select();
  }
  box.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const all = rows();
    const at = all.indexOf(document.activeElement.closest?.('.result'));
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const status = Object.keys(STATUS)[Number(event.key) - 1];
    if (way && all.length && (at >= 0 || (way > 0 && event.target === input))) {
      if (at + way < 0) input.focus();
      else handle(all[Math.min(at + way, all.length - 1)]).focus();
    } else if (status && at >= 0 && !areOff()) all[at].pick(status);
    else return;
    event.preventDefault();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isAsked) look({ now: true });
    else if (rows().length) handle(rows()[0]).focus();
  });
  input.addEventListener('input', () => look());
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'type') look();
  });
  hand.addEventListener('click', () => {
    const q = wanted();
    const isbn = isbnOf(q);
    running?.abort();
    page.classList.remove('looking');
    byHand({ ...(isbn ? { isbn } : { title: q }), type: isbn ? 'BOOK' : types().length === 1 ? types()[0] : '' });
  });

  input.value ||= address.get('q') ?? '';
  for (const chip of $$('[name=type]', form)) chip.checked ||= address.getAll('type').includes(chip.value);
  // The first thing here, unless somebody was quicker.
  const { activeElement: at } = document;
  const isOnlyMarked = at.autofocus && !at.value; // it is further down: the browser has gone there
  if (at === document.body || isOnlyMarked) input.focus({ preventScroll: true });
  if (isOnlyMarked) scrollTo({ top: 0, behavior: 'instant' });
  if (wanted()) look({ now: true });
}
