// My statistics: a year of them, or all; of one type, or of all. The address is the state. With `review` in it, a year
// is gone through by panels (stats/review.js).

import '../ui/shell.js';
import { $, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { today } from '../core/days.js';
import { onElsewhere } from '../core/storage.js';
import { KIND, number } from '../core/words.js';
import { onRecords } from '../diary/records.js';
import { onShelf } from '../shelf/changes.js';
import { tips } from '../stats/figure.js';
import { partsOf } from '../stats/parts.js';
import { statsSkeleton } from '../stats/skeleton.js';
import { empty, ifSlow, plain, retried, titlesOpenHere } from '../ui/lists.js';

const ALL = 'all';
const TABS = 3; // the latest years; the others are to be chosen from a list
const [form, place, earlier, toReview] = [$('#filters'), $('#stats'), $('#earlier'), $('#to-review')];

// ---- what is asked for ----------------------------------------------------------------------------------------------
let wanted = { year: '', type: '', isReview: false }; // no year: the latest there is
function read() {
  const search = new URLSearchParams(location.search);
  const [year, type] = [search.get('year') ?? '', search.get('type') ?? ''];
  wanted = {
    year: year === ALL || /^\d{4}$/.test(year) ? year : '',
    type: type in KIND ? type : '',
    isReview: search.has('review'),
  };
  form.elements.type.value = wanted.type;
}
function address({ year, type, isReview }) {
  const search = new URLSearchParams({ ...(year && { year }), ...(type && { type }), ...(isReview && { review: '' }) });
  return search.size ? `stats.html?${search}` : 'stats.html';
}

// ---- years ----------------------------------------------------------------------------------------------------------
let years = null; // [{ year, count }], the latest first
async function readYears(signal) {
  const found = await api.get('stats.cgi/years', { signal });
  years = found.years.map(({ year, count }) => ({ year: String(year).padStart(4, '0'), count }));
  years.sort((one, other) => other.year.localeCompare(one.year));
  return years;
}
const latest = () => (years?.length ? years[0].year : today().slice(0, 4));

function drawYears(now) {
  const all = years.map(({ year }) => year);
  if (now !== ALL && !all.includes(now)) all.unshift(now);
  const tab = (value, words) =>
    el('label', {}, el('input', { type: 'radio', name: 'year', value, checked: value === now }), el('span', {}, words));
  const shown = all.slice(0, TABS);
  $('#years').replaceChildren(
    $('#years legend'),
    ...shown.map((year) => tab(year, year)),
    tab(ALL, 'All time'),
    earlier,
  );
  const rest = all.slice(TABS);
  earlier.replaceChildren(
    el('option', { value: '' }, 'Earlier'),
    ...rest.map((year) => el('option', { value: year }, year)),
  );
  earlier.value = rest.includes(now) ? now : '';
  earlier.classList.toggle('off', !rest.length);
  earlier.classList.toggle('on', Boolean(earlier.value));
}

// ---- what is shown --------------------------------------------------------------------------------------------------
const nothingYet = () =>
  empty(
    'Nothing to count yet',
    'What you finish is counted here: by months, days, genres and stars, each year beside the one before. At its end ' +
      'there is the year in review.',
    el('a', { class: 'btn primary', href: 'library.html' }, icon('library'), 'To my shelf'),
    el('a', { class: 'btn', href: 'import.html' }, icon('upload'), 'Bring along what you kept elsewhere'),
  );
const nothingThen = ({ year, type }) =>
  empty(
    'Nothing finished',
    `You finished no ${type ? KIND[type].several : 'title'} ${year === ALL ? 'yet' : `in ${year}`}.`,
    el('a', { class: 'btn primary', href: address({ year: ALL }) }, 'All time'),
    el('a', { class: 'btn', href: 'diary.html?add=' }, icon('plus'), 'Log a day'),
  );

function show(stats, asked) {
  const { total } = stats.finished;
  const when = asked.year === ALL ? 'in all' : `in ${asked.year}`;
  const isNew = !years.length && !total;
  $('#summary').textContent = total ? `${number(total)} finished ${when}` : '';
  form.hidden = isNew;
  if (!isNew) drawYears(asked.year);
  toReview.classList.toggle('off', !total || asked.year === ALL);
  toReview.href = address({ year: asked.year, isReview: true });
  toReview.lastChild.data = asked.year === ALL ? 'Year in review' : `${asked.year} in review`;
  if (!total) {
    place.replaceChildren(el('ul', {}, isNew ? nothingYet() : nothingThen(asked)));
    return;
  }
  const year = asked.year === ALL ? null : asked.year;
  place.replaceChildren(...partsOf(stats, { year, type: asked.type, first: years.at(-1)?.year }));
}

function wait() {
  const stop = ifSlow(() => {
    place.ariaBusy = 'true';
    if (!place.firstElementChild) place.replaceChildren(statsSkeleton());
  });
  return () => {
    stop();
    place.ariaBusy = null;
  };
}

const ask = ({ year, type }, signal) =>
  api.get('stats.cgi/', { query: { year: year === ALL ? '' : year, type }, signal });
let running = null;
let drawn = null; // the address of what is shown

// Years and the year are asked for at once: that it is the latest is mostly right.
async function load({ year, type }, signal) {
  const guess = year || latest();
  const [stats] = await Promise.all([ask({ year: guess, type }, signal), years ?? readYears(signal)]);
  const now = year || latest();
  return { stats: now === guess ? stats : await ask({ year: now, type }, signal), asked: { year: now, type } };
}
// again: what is there stays where it can't be read anew.
async function draw({ again = false } = {}) {
  running?.abort();
  const { signal } = (running = new AbortController());
  const done = wait();
  drawn = address(wanted);
  try {
    const { stats, asked } = await load(wanted, signal);
    $('#trouble').hidden = true;
    $('#mine').hidden = wanted.isReview;
    if (wanted.isReview) await review(stats, asked, signal);
    else show(stats, asked);
  } catch (error) {
    if (error.name === 'AbortError' || again) return;
    if (error.status === 401) {
      whose();
      return;
    }
    $('#trouble').hidden = false;
    $('#trouble').replaceChildren(retried(error, draw));
    place.replaceChildren();
  } finally {
    done();
  }
}

// ---- the year in review ---------------------------------------------------------------------------------------------
async function review(stats, asked, signal) {
  const { showReview } = await import('../stats/review.js');
  await showReview($('#review'), stats, { year: asked.year === ALL ? latest() : asked.year, signal });
}
function shape() {
  document.documentElement.classList.toggle('in-review', wanted.isReview);
  $('#head').hidden = wanted.isReview;
  $('#review').hidden = !wanted.isReview;
  if (wanted.isReview) $('#mine').hidden = true;
  else $('#review').replaceChildren();
}

// ---- going about ----------------------------------------------------------------------------------------------------
function go(change) {
  Object.assign(wanted, change);
  if (address(wanted) === drawn) return;
  history.pushState(null, '', address(wanted));
  shape();
  draw();
}
form.addEventListener('change', ({ target }) => {
  if (target === earlier) {
    if (earlier.value) go({ year: earlier.value });
  } else go({ [target.name]: target.value });
});
form.addEventListener('submit', (event) => event.preventDefault());
toReview.addEventListener('click', (event) => {
  if (!plain(event)) return;
  event.preventDefault();
  go({ year: new URL(toReview.href).searchParams.get('year'), type: '', isReview: true });
  scrollTo({ top: 0, behavior: 'instant' });
});
addEventListener('popstate', () => {
  read();
  shape();
  if (address(wanted) !== drawn) draw(); // else only the title on top came or went
});

function whose() {
  const here = Boolean(account());
  $('#mine').hidden = !here || wanted.isReview;
  $('#nobody').hidden = here;
  if (!here) {
    $('#summary').textContent = '';
    $('#head').hidden = false;
    $('#review').replaceChildren();
  }
  return here;
}
function anew() {
  if (wanted.isReview) return;
  years = null;
  draw({ again: true });
}
for (const on of [onShelf, onRecords, onElsewhere]) on(anew);
for (const news of ['list-changed', 'rated']) document.addEventListener(news, anew);
addEventListener('online', () => draw({ again: true }));
onAccount(() => {
  years = null;
  place.replaceChildren();
  if (whose()) draw();
});

tips($('#main'));
titlesOpenHere();
read();
shape();
if (whose()) draw();
