// A list with filters and pages. The address is its state: whoever reloads, goes back or sends it to somebody finds the
// same page of it, as far down as one was, and the title one was at.
//
//   const { go, draw } = paged({ name: 'library.html', form, list, wanted, read, get, show });
//   // wanted() → {q, status, …} as the form says; read(address) fills the form; get(query, signal) → the API's answer;
//   // show(answer) → the items of the list; wrong(error) → an item for an error that isn't everybody's;
//   // q: the field to search by, if it isn't the one above, or null; wait(list): what is shown meanwhile; what: one of
//   // the list, in a word

import { $, debounce, el } from '../core/dom.js';
import { onElsewhere } from '../core/storage.js';
import { failed, fill, loading, pager, plain } from './lists.js';
import { many } from '../core/words.js';

export function paged({
  name,
  form,
  list,
  wanted,
  shown = wanted,
  read,
  get,
  show,
  wrong = () => null,
  q = $('#q'),
  wait = loading,
  what = 'title',
}) {
  const [nav, summary] = [$('#pager'), $('#summary')];
  const news = el('p', { class: 'vh', role: 'status' });
  nav.after(news);
  let page = 1;
  let running = null;
  let drawn = null; // the address of what is shown

  function address(to) {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries({ ...shown(), page: to > 1 ? to : null })) {
      for (const one of [value].flat()) if (one) search.append(key, one);
    }
    return search.size ? `${name}?${search}` : name;
  }

  // What lies on top of the list (a title, a new copy) stays in its address.
  function withSheet(to) {
    const sheet = [...new URLSearchParams(location.search)].filter(([key]) => ['id', 'add'].includes(key));
    return sheet.length ? `${to}${to.includes('?') ? '&' : '?'}${new URLSearchParams(sheet)}` : to;
  }

  // again: what is there is true as far as anybody knows, and stays where it can't be read anew.
  // focus: the 'first' or the 'last' title of it, or the id of one; y: how far down. told: it is said what is here now,
  // where the summary doesn't change.
  async function draw({ focus = null, y = null, again, told } = {}) {
    running?.abort();
    const mine = (running = new AbortController());
    const done = wait(list);
    drawn = address(page);
    const before = summary.textContent;
    try {
      const answer = await get({ ...wanted(), page: page > 1 ? page : null }, mine.signal);
      const last = Math.max(1, Math.ceil(answer.total / answer.page_size));
      if (page > last) {
        go(last, { replace: true });
        return;
      }
      fill(list, show(answer));
      news.textContent =
        told && what.length && summary.textContent === before
          ? `${many(answer.total, ...[what].flat())}, page ${page} of ${last}`
          : '';
      pager(nav, { ...answer, page }, address, turn);
      if (y !== null) scrollTo({ top: y, behavior: 'instant' });
      if (focus) aim(focus);
    } catch (error) {
      if (error.name === 'AbortError' || again) return;
      const item = wrong(error);
      if (item === undefined) return; // seen to
      if (error.code === 'network' && $('[data-id]', list)) {
        drawn = null;
        (await import('./toast.js')).complain(error);
        return;
      } // what was read stays
      fill(list, [item ?? failed(error, () => draw())]);
      nav.hidden = true;
    } finally {
      done();
      if (running === mine) running = null;
    }
  }

  function aim(focus) {
    const cards = [...list.querySelectorAll('[data-id]')];
    const card = { first: cards[0], last: cards.at(-1) }[focus] ?? cards.find(({ dataset }) => dataset.id === focus);
    card?.focus({ preventScroll: ![cards[0], cards.at(-1)].includes(card) });
  }

  function go(to, { replace = false, ...how } = {}) {
    page = to;
    if (replace || drawn === address(page)) history.replaceState(history.state, '', withSheet(address(page)));
    else history.pushState(null, '', address(page));
    document.dispatchEvent(new Event('turned'));
    return draw({ ...how, told: true });
  }
  function turn(to, focus = null) {
    go(to, { focus, y: 0 });
    if (!focus) $('#main').focus({ preventScroll: true });
  }

  nav.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || !plain(event)) return;
    event.preventDefault();
    turn(Number(link.dataset.page));
  });
  nav.addEventListener('turn', ({ target, detail }) => turn(Number(target.dataset.page), detail)); // by arrow keys

  form.addEventListener('change', ({ target }) => {
    if (target !== q) go(1);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    go(1);
  });
  q?.addEventListener(
    'input',
    debounce(180, () => go(1, { replace: true })),
  );
  if (q && q.form !== form)
    q.form.addEventListener('submit', (event) => {
      event.preventDefault();
      go(1, { replace: true });
    });

  // ---- Back ---------------------------------------------------------------------------------------------------------
  const open = () => {
    const search = new URLSearchParams(location.search);
    read(search);
    page = Math.max(1, Number.parseInt(search.get('page'), 10) || 1);
  };
  const place = () => ({ y: history.state?.y ?? 0, focus: history.state?.at ?? null });
  const remember = () => {
    const { y, focus } = place();
    const now = {
      y: Math.round(scrollY),
      at: document.activeElement?.closest?.('#list [data-id]')?.dataset.id ?? focus,
    };
    // It may cut short a Forward.
    if (now.y !== y || now.at !== focus) history.replaceState({ ...history.state, ...now }, '');
  };
  history.scrollRestoration = 'manual';
  addEventListener('scroll', debounce(120, remember), { passive: true });
  list.addEventListener('focusin', debounce(120, remember));
  addEventListener('pagehide', remember);
  addEventListener('popstate', () => {
    open();
    if (address(page) !== drawn) draw(place()); // otherwise only the title on top came or went
  });
  // What is typed into a form in the list stays.
  const drawAnew = (how) => {
    if (!$('textarea, input:not([type=hidden], [type=checkbox])', list)) draw(how);
  };
  addEventListener('online', () => drawAnew());
  onElsewhere(() => drawAnew({ again: true }));
  for (const news of ['list-changed', 'rated']) document.addEventListener(news, () => drawAnew());

  return {
    go,
    draw,
    begin() {
      open();
      return draw(history.state?.y || history.state?.at ? place() : {});
    },
  };
}
