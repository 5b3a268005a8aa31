// Administration: who is here and what they may, and the titles that wait to be curated. The address is the state.

import '../shell.js';
import { $, $$, debounce, el, icon, said } from '../dom.js';
import { account, onAccount, setAccount } from '../account.js';
import { api } from '../api.js';
import { art } from '../art.js';
import { empty, failed, fill, pager, plain } from '../lists.js';
import '../person-row.js';
import { titlesOpenHere } from '../title-dialog.js';
import { complain, toast } from '../toast.js';
import { KIND, byline, day, many } from '../words.js';

const SIZE = 20;
const [form, list] = [$('#filters'), $('#list')];
const { find, who, which } = form.elements;
const titles = () => form.elements.show.value === 'titles';

const WHO = { admin: { role: 'admin' }, member: { role: 'member' }, inactive: { is_active: 'false' } };
const waiting = { curated: 'false' };
const CALLS = {
  people: (page) => ['users.cgi/', { q: find.value.trim(), ...WHO[who.value], page, page_size: SIZE }],
  titles: (page) => ['media.cgi/', { q: find.value.trim(), sort: 'latest', ...(which.value ? { curated: 'true' } : waiting), page, page_size: SIZE }],
};

// ---- the address -------------------------------------------------------------------------------------------------------
function read() {
  const address = new URLSearchParams(location.search);
  const choice = (select, value) => { select.value = value ?? ''; if (select.selectedIndex < 0) select.value = ''; };
  for (const radio of form.elements.show) radio.checked = radio.value === (address.get('show') === 'titles' ? 'titles' : '');
  find.value = address.get('find') ?? '';
  choice(who, address.get('who'));
  choice(which, address.get('which'));
  return Math.max(1, Number.parseInt(address.get('page'), 10) || 1);
}
function address(page) {
  const wanted = { show: form.elements.show.value, find: find.value.trim(), ...(titles() ? { which: which.value } : { who: who.value }), page: page > 1 ? page : '' };
  const search = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return search.size ? `admin.html?${search}` : 'admin.html';
}

// ---- lists -------------------------------------------------------------------------------------------------------------
let page = 1;
let drawn = null;
let running = null;

// Nothing for 150 ms, then lines of the right height where none are yet.
function wait() {
  const timer = setTimeout(() => {
    list.ariaBusy = 'true';
    if (!list.children.length) list.replaceChildren(...Array.from({ length: 8 }, () => el('li', { class: 'line bones', 'aria-hidden': 'true' }, el('span', { class: 'cover' }), el('span', { class: 'bone' }))));
  }, 150);
  return () => { clearTimeout(timer); list.ariaBusy = null; };
}

async function draw() {
  const here = Boolean(account());
  $('#mine').hidden = !here;
  $('#nobody').hidden = here;
  $('#summary').textContent = '';
  if (!here) return;
  drawn = address(page);
  for (const label of $$('.only', form)) label.hidden = label.dataset.of !== form.elements.show.value;
  find.placeholder = titles() ? 'Title or creator' : 'Name or e-mail';
  $('#about-curating').hidden = !titles();
  running?.abort();
  const mine = running = new AbortController();
  const done = wait();
  try {
    const [path, query] = CALLS[titles() ? 'titles' : 'people'](page);
    const answer = await api.get(path, { query, signal: mine.signal });
    fill(list, titles() ? answer.media.map(titleRow) : answer.users.map(personRow));
    done();
    if (!list.children.length) fill(list, [nothing(answer.total)]);
    pager($('#pager'), answer, address);
    await count(answer, mine.signal);
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error.status === 401) { draw(); return; }
    $('#pager').hidden = true;
    fill(list, [error.status === 403 ? empty('For administrators', 'Your account is a member’s, so there is nothing for you to look after here.',
      el('a', { class: 'btn primary', href: 'index.html' }, icon('house'), 'Home')) : failed(error, draw)]);
    form.hidden = error.status === 403;
  } finally {
    done();
    if (running === mine) running = null;
  }
}

// How many there are in all: both are said, whichever list is shown.
async function count(answer, signal) {
  const filtered = find.value.trim() || (titles() ? which.value : who.value);
  const one = (path, query) => api.get(path, { query: { ...query, page_size: 1 }, signal }).then(({ total }) => total);
  const [people, open] = await Promise.all([
    titles() || filtered ? one('users.cgi/') : answer.total,
    !titles() || filtered ? one('media.cgi/', waiting) : answer.total,
  ]);
  const [first, second] = $$('.tabs small');
  first.textContent = people.toLocaleString('en-GB');
  second.textContent = open.toLocaleString('en-GB');
  $('#summary').textContent = `${people === 1 ? '1 person' : many(people, 'person', 'people')}, ${many(open, 'title')} to curate`;
}

function nothing(total) {
  const all = el('button', { class: 'btn primary', type: 'button', onclick: clear }, titles() ? 'Show all that wait' : 'Show everybody');
  if (total) return empty('No page here', 'The list ends before it.', el('button', { class: 'btn primary', type: 'button', onclick: () => go(1) }, 'To its beginning'));
  if (!titles()) return empty('Nobody here', 'No account fits that.', all);
  if (find.value.trim() || which.value) return empty('Nothing here', 'No title fits that.', all);
  return empty('All is looked after', 'No title waits to be curated.', el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'));
}
function clear() {
  [find.value, who.value, which.value] = ['', '', ''];
  go(1);
}

function personRow(user) {
  const row = el('person-row');
  row.show(user);
  return el('li', {}, row);
}
list.addEventListener('person', ({ detail: user }) => {
  if (account()?.id !== user.id) return;
  setAccount(user.is_active ? user : null);
  draw();
});

// ---- curating ----------------------------------------------------------------------------------------------------------
function titleRow(media) {
  const { key, icon: sign, label } = KIND[media.type];
  const facts = [media.created_by ? `added by ${media.created_by.username}` : 'added by somebody who left', day(media.created_at)].join(' · ');
  const set = el('form', { method: 'post', action: `cgi-bin/media.cgi/${encodeURIComponent(media.id)}` },
    el('input', { type: 'hidden', name: '_method', value: 'PATCH' }), el('input', { type: 'hidden', name: 'curated', value: String(!media.curated) }),
    el('button', { class: 'btn', type: 'submit', 'aria-label': `${media.curated ? 'Take back' : 'Curate'}: ${media.title}` }, icon(media.curated ? 'x' : 'badge-check'), media.curated ? 'Take back' : 'Curate'));
  set.addEventListener('submit', (event) => { event.preventDefault(); curate(media, !media.curated); });
  return el('li', {}, el('div', { class: `row title-row ${key}`, 'data-id': media.id },
    el('a', { href: `title.html?id=${encodeURIComponent(media.id)}` }, el('span', { class: 'cover' }, art(media)),
      el('span', { class: 'who' }, el('b', {}, said(media.title)), el('small', { class: 's' }, icon(sign), el('span', { class: 'vh' }, `${label}. `), said(byline(media) || label)))),
    el('small', { class: 'facts-by' }, said(facts)), set));
}

async function curate(media, curated) {
  const at = $$('.title-row', list).findIndex((row) => row.dataset.id === media.id);
  const set = async (value) => {
    await api.patch(`media.cgi/${encodeURIComponent(media.id)}`, { curated: value });
    await draw();
  };
  try {
    await set(curated);
  } catch (error) {
    complain(error);
    return;
  }
  toast(curated ? `Curated: ${media.title}` : `No longer curated: ${media.title}`, { undo: () => set(!curated).catch(complain) });
  const buttons = $$('.title-row button', list);   // on with the next
  (buttons[Math.min(at, buttons.length - 1)] ?? $('#main')).focus({ preventScroll: true });
}

// ---- going about -------------------------------------------------------------------------------------------------------
function go(to, { replace = false } = {}) {
  page = to;
  history[replace ? 'replaceState' : 'pushState'](null, '', address(to));
  return draw();
}
form.addEventListener('change', ({ target }) => {
  if (target === find) return;
  if (target.name === 'show') find.value = '';   // a name is no title
  go(1);
});
form.addEventListener('submit', (event) => { event.preventDefault(); go(1, { replace: true }); });
find.addEventListener('input', debounce(180, () => go(1, { replace: true })));
$('#pager').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || !plain(event)) return;
  event.preventDefault();
  go(Number(link.dataset.page));
  scrollTo({ top: 0, behavior: 'instant' });
  $('#main').focus({ preventScroll: true });
});
addEventListener('popstate', () => {
  page = read();
  if (address(page) !== drawn) draw();   // otherwise only the title on top came or went
});
onAccount(draw);
document.addEventListener('list-changed', draw);

page = read();
titlesOpenHere();
draw();
