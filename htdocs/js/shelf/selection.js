// Several titles of a list at once. They are chosen by x, by Shift and a click, by a finger that stays or by their
// boxes, also over several pages; a bar then has what is done with all of them (bulk.js). Fetched with the first of
// those.
//
//   const selection = selecting({ list, home, total, page });
//   // home: what the bar goes into; total() → how many the list has; page(n) → a page of it, of a hundred
//   selection.toggle(card);
//   selection.extend(card);         // all from the last one to this
//   selection.begin();              // none yet, but boxes for them

import { $, $$, el, icon, styled } from '../core/dom.js';
import { number } from '../core/words.js';
import { plain } from '../ui/lists.js';
import { complain } from '../ui/toast.js';
import { TYPING } from '../ui/first-keys.js';
import { onShelf } from './changes.js';
import { bulkActs } from './bulk.js';

export function selecting({ list, home, total, page }) {
  const chosen = new Map(); // by the ids of entries: {media, entry}
  let bar = null;
  let last = null; // the id of the title that was chosen last: where ranges begin

  const cards = () => $$('title-card', list).filter(({ entry }) => entry);
  const cardOf = (id) => cards().find(({ media }) => media.id === id);

  // ---- what is shown ------------------------------------------------------------------------------------------------
  function mark(card) {
    const isChosen = chosen.has(card.entry.id);
    if (!bar) $('.pick', card)?.remove();
    else if (!$('.pick', card))
      card.prepend(
        el('label', { class: 'pick' }, el('input', { type: 'checkbox', 'aria-label': `Select ${card.media.title}` })),
      );
    if (bar) $('.pick input', card).checked = isChosen;
    card.classList.toggle('chosen', isChosen);
  }
  function show() {
    const all = cards();
    for (const card of all) mark(card);
    if (!bar) return;
    const away = chosen.size - all.filter(({ entry }) => chosen.has(entry.id)).length;
    $('.bulk-count', bar).textContent =
      `${number(chosen.size)} selected` + (away && all.length ? `, ${number(away)} not shown` : '');
    const isRest = all.every(({ entry }) => chosen.has(entry.id));
    const most = isRest ? total() : all.length;
    const more = $('.bulk-all', bar);
    more.hidden = isRest && chosen.size >= most;
    more.replaceChildren(icon('check'), el('span', {}, `All ${number(most)}`));
    for (const button of $$('.bulk-acts button', bar)) button.disabled = !chosen.size;
  }
  new MutationObserver(() => show()).observe(list, { childList: true });

  function begin() {
    if (bar) return;
    styled('css/select.css');
    const button = (attributes, name, words) =>
      el('button', { type: 'button', ...attributes }, icon(name), el('span', {}, words));
    bar = el(
      'section',
      { class: 'bulk', 'aria-label': 'Selected titles' },
      el('p', { class: 'bulk-count', role: 'status' }),
      button({ class: 'btn bulk-all', onclick: chooseAll }, 'check', 'All'),
      el('div', { class: 'bulk-acts' }, ...bulkActs({ chosen, drop, done: clear, button })),
      el(
        'button',
        { class: 'btn quiet round bulk-x', type: 'button', 'aria-label': 'Clear the selection', onclick: clear },
        icon('x'),
        el('span', { class: 'no-icon' }, '×'),
      ),
    );
    home.append(bar);
    document.addEventListener('keydown', onKey);
    show();
  }

  // Where one was goes on.
  function clear() {
    if (!bar) return;
    const hadFocus = [document.body, null].includes(document.activeElement) || bar.contains(document.activeElement);
    chosen.clear();
    bar.remove();
    bar = null;
    document.removeEventListener('keydown', onKey);
    show();
    if (hadFocus) (cardOf(last) ?? cards()[0] ?? $('#main')).focus({ preventScroll: true });
    last = null;
  }
  function onKey(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || event.target.matches?.(TYPING)) return;
    if ($('dialog[open], [popover]:popover-open:not(.toast)')) return;
    event.preventDefault();
    clear();
  }

  // ---- what is chosen -----------------------------------------------------------------------------------------------
  function choose({ media, entry }, isOn = true) {
    if (isOn) chosen.set(entry.id, { media, entry });
    else chosen.delete(entry.id);
  }
  // What is not on the shelf any more.
  function drop(ids) {
    for (const id of ids) chosen.delete(id);
    show();
  }
  onShelf(({ media, entry }) => {
    for (const [id, { media: mine }] of chosen)
      if (mine.id === media.id) {
        if (entry) chosen.set(id, { media: mine, entry });
        else chosen.delete(id);
      }
    show();
  });

  function toggle(card) {
    if (!card.entry) return;
    begin();
    choose(card, !chosen.has(card.entry.id));
    last = card.media.id;
    show();
  }
  function extend(card) {
    if (!card.entry) return;
    begin();
    const all = cards();
    const from = all.indexOf(cardOf(last) ?? card);
    const to = all.indexOf(card);
    for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) choose(one);
    last = card.media.id;
    show();
  }
  // Those that are here; then all that the list has.
  async function chooseAll() {
    const here = cards();
    if (here.some(({ entry }) => !chosen.has(entry.id))) for (const card of here) choose(card);
    else {
      const mine = bar;
      mine.ariaBusy = 'true';
      try {
        for (let n = 1; n <= Math.ceil(total() / 100); n += 1) {
          const { records } = await page(n);
          if (mine !== bar) return;
          for (const entry of records) choose({ media: entry.media, entry });
        }
      } catch (error) {
        complain(error);
      }
      mine.ariaBusy = null;
    }
    show();
  }

  // As long as some are chosen a click chooses, too; Enter still opens.
  list.addEventListener('click', (event) => {
    const card = event.target.closest('title-card');
    const pick = event.target.closest('.pick');
    if (!bar || !card?.entry || event.target.closest('shelf-button')) return;
    if (pick && event.target === pick) return; // its box gets a click of its own
    if (!pick && (!event.detail || !(plain(event) || event.shiftKey))) return;
    if (!pick) event.preventDefault();
    if (event.shiftKey) extend(card);
    else toggle(card);
  });

  return { begin, clear, toggle, extend, isOn: () => Boolean(bar) };
}
