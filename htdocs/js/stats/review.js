// A year in review: eight panels, each as high as the window, and on paper a page. By ← and →, Page Up and Page Down,
// Home and End, or its buttons one goes from panel to panel.
//
//   await showReview(place, stats, { year: '2026', signal });      // stats: as the API has them

import { $, $$, calm, el, icon, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { api } from '../core/api.js';
import { partialDate } from '../core/days.js';
import { KIND, many, number } from '../core/words.js';
import { pictureOf } from '../title/picture.js';
import { stars } from '../title/stars.js';
import { taken } from '../ui/first-keys.js';
import { MONTHS, typesIn } from './counted.js';
import { extremes, parts, titleAddress } from './parts.js';

const MOST = 100; // covers on the wall

const huge = (words, unit = null) => el('p', { class: 'huge' }, words, unit ? el('small', {}, ` ${unit}`) : null);
const lead = (...words) => el('p', { class: 'review-lead' }, ...words);

const coverOf = (media) =>
  el(
    'li',
    { class: KIND[media.type].key, 'data-id': media.id },
    el(
      'a',
      { href: titleAddress(media), 'aria-label': media.title },
      el('span', { class: 'cover' }, pictureOf(media, 160)),
    ),
  );

// "+7 on 2025", where there is a year to compare with.
function compared(now, then, before) {
  if (!before?.finished || !then) return null;
  return el('p', { class: 'delta' }, parts.change(now, then), ` on ${before.year}`);
}

// ---- the panels -----------------------------------------------------------------------------------------------------
function title({ finished, days_active: days, highest }, { year }) {
  const name = account()?.name || account()?.username;
  return {
    id: 'title',
    heading: [el('span', { class: 'huge' }, year), ' in review'],
    parts: [
      lead(said(name), ` came to the end ${many(finished.total, 'time')}, on ${many(days, 'day')}.`),
      el('ol', { class: 'review-fan' }, ...highest.slice(0, 5).map(({ media }) => coverOf(media))),
    ],
  };
}

function count({ finished, year_before: before }, { types }) {
  const each = types.map((type) =>
    el(
      'li',
      { class: KIND[type].key },
      el('b', {}, number(finished.by_type[type])),
      ` ${finished.by_type[type] === 1 ? KIND[type].label.toLowerCase() : KIND[type].several}`,
    ),
  );
  return {
    id: 'count',
    heading: ['Finished'],
    parts: [
      huge(number(finished.total)),
      compared(finished.total, before?.finished, before),
      el('ul', { class: 'review-kinds' }, ...each),
    ],
  };
}

function best(stats, asked) {
  const { by_month: months } = stats.finished;
  const most = Math.max(...months.map(({ total }) => total));
  const nth = months.findIndex(({ total }) => total === most);
  return {
    id: 'best',
    heading: ['The month of months'],
    parts: most
      ? [huge(MONTHS.long[nth]), lead(`${number(most)} finished`), parts.months(stats, { ...asked, type: '' })]
      : [lead(`Which months they were is not known: only that it was ${asked.year}.`)],
  };
}

// A page is half a sheet, and ten sheets are a millimetre.
const pileOf = (pages) => `a pile of ${number(Math.max(1, Math.round(pages / 200)))} cm`;
function roundTheClock(hours) {
  const days = Math.round((hours / 24) * 2) / 2;
  return days >= 1
    ? `${number(days)} ${days === 1 ? 'day and night' : 'days and nights'}`
    : 'less than a day and a night';
}
function time(stats) {
  const { pages, episodes, year_before: before } = stats;
  const hours = Math.round(parts.hoursOf(stats));
  const one = (value, unit, words, then) =>
    value ? el('li', {}, huge(number(value), unit), el('p', {}, words), compared(value, then, before)) : null;
  return {
    id: 'time',
    heading: ['What it took'],
    parts: [
      el(
        'ul',
        { class: 'review-numbers' },
        one(pages, pages === 1 ? 'page' : 'pages', pileOf(pages), before?.pages),
        one(
          hours,
          hours === 1 ? 'hour' : 'hours',
          `of movies and games: ${roundTheClock(hours)}`,
          before && parts.hoursOf(before),
        ),
        one(episodes, episodes === 1 ? 'episode' : 'episodes', 'of series', before?.episodes),
      ),
      pages || hours || episodes ? null : lead('How long they were, nobody has told yet.'),
    ],
  };
}

function rated(stats, asked) {
  const { ratings } = stats;
  return {
    id: 'rated',
    heading: ['Stars'],
    parts: ratings.count
      ? [
          huge(ratings.average.toFixed(1), 'of 5'),
          lead(stars(Math.round(ratings.average * 2) / 2), ` on average, of ${many(ratings.count, 'rating')}`),
          el('div', { class: 'boxes' }, parts.ratings(stats, asked), parts.highest(stats)),
        ]
      : [lead(`No stars were given in ${asked.year}.`)],
  };
}

function kinds(stats, asked) {
  const [genre] = stats.genres;
  return {
    id: 'kinds',
    heading: ['Most of all'],
    parts: genre
      ? [
          huge(said(genre.name)),
          lead(`${number(genre.count)} of ${number(stats.finished.total)}`),
          el('div', { class: 'boxes' }, parts.genres(stats, asked), parts.creators(stats, asked)),
        ]
      : [lead('Of what genre they were, nobody has told yet.'), parts.creators(stats, asked)],
  };
}

function days(stats, asked) {
  const most = stats.days.reduce((best, one) => (one.count > (best?.count ?? 1) ? one : best), null);
  return {
    id: 'days',
    heading: ['Days'],
    parts: [
      huge(number(stats.days_active)),
      lead(
        stats.days_active === 1 ? 'day that something ended on.' : 'days that something ended on.',
        most ? ` Most of it on ${partialDate(most.day)}: ${number(most.count)}.` : '',
      ),
      parts.days(stats, { ...asked, type: '' }),
    ],
  };
}

function wall(stats, { year }, titles) {
  const more = titles.length - MOST;
  const found = extremes(stats).map(({ what, media, words }) =>
    el('li', {}, el('small', {}, what), el('b', {}, said(media.title)), el('span', {}, words)),
  );
  return {
    id: 'wall',
    heading: [`All of ${year}`],
    parts: [
      el('ol', { class: 'review-wall' }, ...titles.slice(0, MOST).map(coverOf)),
      more > 0 ? lead(`and ${number(more)} more`) : null,
      el('ul', { class: 'review-ends' }, ...found),
    ],
  };
}

// What was finished, the first of it first; each title once. The diary has what isn't finished, too: it is read to its
// end, as what is beyond the wall is counted.
async function titlesOf(year, signal) {
  const titles = new Map();
  for (let [page, pages] = [1, 1]; page <= pages; page++) {
    const { diary, total } = await api.get('diary.cgi/', { query: { year, page_size: 100, page }, signal });
    pages = Math.ceil(total / 100);
    for (const { is_finished: isFinished, media } of diary) if (isFinished) titles.set(media.id, media);
  }
  return [...titles.values()].reverse();
}

// ---- going about ----------------------------------------------------------------------------------------------------
function panelOf({ id, heading, parts: inside }, nth, { length }) {
  return el(
    'section',
    { class: `review-panel panel-${id}`, 'aria-labelledby': `review-${id}` },
    el(nth ? 'h2' : 'h1', { id: `review-${id}`, tabindex: '-1' }, ...heading),
    ...inside,
    el('p', { class: 'review-foot', 'aria-hidden': 'true' }, `${nth + 1} / ${length}`),
  );
}

async function share(year) {
  const { shareSheet } = await import('../shares/share-sheet.js');
  await shareSheet({ what: 'year', year });
}
function barOf(year, go) {
  const step = (by, words, sign) =>
    el(
      'button',
      {
        class: 'btn quiet round',
        type: 'button',
        'data-by': by,
        'aria-label': words,
        title: words,
        onclick: () => go(by),
      },
      icon(sign),
      el('span', { class: 'no-icon' }, by < 0 ? '‹' : '›'),
    );
  return el(
    'div',
    { class: 'review-bar' },
    el('a', { class: 'btn quiet', href: `stats.html?year=${year}` }, icon('chevron-left'), 'Statistics'),
    el('span', { class: 'review-at', role: 'status' }),
    step(-1, 'The panel before', 'arrow-up'),
    step(1, 'The next panel', 'arrow-down'),
    el('button', { class: 'btn print', type: 'button', onclick: () => print() }, icon('printer'), 'Print'),
    el('button', { class: 'btn', type: 'button', onclick: () => share(year) }, icon('share-2'), 'Share'),
  );
}

const KEYS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity };

export async function showReview(place, stats, { year, signal }) {
  const asked = { year, types: typesIn(stats, '') };
  const titles = await titlesOf(year, signal);
  const panels = [title, count, best, time, rated, kinds, days]
    .map((make) => make(stats, asked))
    .concat(wall(stats, asked, titles))
    .map(panelOf);

  let at = 0;
  const tell = () => {
    $('.review-at', bar).textContent = `${at + 1} of ${panels.length}`;
    for (const button of $$('[data-by]', bar))
      button.setAttribute('aria-disabled', String(!panels[at + Number(button.dataset.by)]));
  };
  function go(by, { focus = false } = {}) {
    const to = Math.max(0, Math.min(panels.length - 1, at + by));
    at = to;
    tell();
    panels[to].scrollIntoView({ behavior: calm() ? 'instant' : 'smooth' });
    if (focus) $('h1, h2', panels[to]).focus({ preventScroll: true });
  }
  const bar = barOf(year, go);
  place.replaceChildren(bar, ...panels);
  tell();

  // Which one it is that fills the window.
  const follow = () => {
    const found = panels.findIndex((panel) => panel.getBoundingClientRect().bottom > innerHeight / 2);
    if (found < 0 || found === at) return;
    at = found;
    tell();
  };
  const press = (event) => {
    const isFree =
      [document.body, $('#main')].includes(event.target) || event.target.closest?.('.review-panel :is(h1, h2)');
    if (taken(event) || !isFree || !(event.key in KEYS) || $('dialog[open]')) return;
    event.preventDefault();
    go(KEYS[event.key], { focus: true });
  };
  // As long as it is shown.
  const asLong = (kind, run, options) =>
    addEventListener(
      kind,
      function heard(event) {
        if (bar.isConnected) run(event);
        else removeEventListener(kind, heard, options);
      },
      options,
    );
  asLong('keydown', press, { capture: true });
  asLong('scroll', follow, { passive: true });
}
