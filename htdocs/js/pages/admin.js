// Administration: who is here and what they may, the titles and which of them are curated, what happened, and the
// installation itself. The address is the state.

import '../ui/shell.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { account, onAccount, setAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { features } from '../core/features.js';
import { pictureOf } from '../title/picture.js';
import { empty, ifSlow, titlesOpenHere } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import '../installation/installation.js';
import '../people/person-row.js';
import { GROUPS, auditRow, eventsOf } from '../security/audit-row.js';
import { complain, toast } from '../ui/toast.js';
import { day } from '../core/days.js';
import { KIND, byline, many, number } from '../core/words.js';

const SIZE = 20;
const [form, list] = [$('#filters'), $('#list')];
const { find, who, which, events, show } = form.elements;
const titles = () => show.value === 'titles';
const house = () => show.value === 'installation';
const log = () => show.value === 'log';
const people = () => show.value === '';
const what = []; // what is listed, in a word
events.append(...Object.entries(GROUPS).map(([value, [words]]) => el('option', { value }, words)));

// ---- the form and the address ---------------------------------------------------------------------------------------
const WHO = { admin: { role: 'admin' }, member: { role: 'member' }, inactive: { is_active: 'false' } };
const waiting = { curated: 'false' };

function read(address) {
  const choice = (select, value) => {
    select.value = value ?? '';
    if (select.selectedIndex < 0) select.value = '';
  };
  for (const radio of show)
    radio.checked =
      radio.value === ([...show].some(({ value }) => value === address.get('show')) ? address.get('show') : '');
  find.value = address.get('find') ?? '';
  choice(who, address.get('who'));
  choice(which, address.get('which'));
  choice(events, address.get('events'));
}
function wanted() {
  const text = find.value.trim();
  if (house()) return {};
  if (log()) return { user: text, event: eventsOf(events.value) };
  if (titles()) return { q: text, sort: 'latest', ...(which.value ? { curated: 'true' } : waiting) };
  return { q: text, ...WHO[who.value] };
}
function shown() {
  const narrowed = log() ? { events: events.value } : titles() ? { which: which.value } : { who: who.value };
  return { show: show.value, ...(house() ? {} : { find: find.value.trim(), ...narrowed }) };
}
show.forEach((radio) =>
  radio.addEventListener('change', () => {
    find.value = '';
  }),
); // a name is no title

function clear() {
  [find.value, who.value, which.value, events.value] = ['', '', '', ''];
  go(1);
}

// ---- the list -------------------------------------------------------------------------------------------------------
async function get(query, signal) {
  for (const label of $$('.only', form)) label.hidden = label.dataset.of !== show.value;
  find.placeholder = titles() ? 'Title or creator' : log() ? 'Username' : 'Name or e-mail';
  what.splice(0, 2, ...(house() ? [] : titles() ? ['title'] : log() ? ['event'] : ['person', 'people']));
  $('#about-curating').hidden = !titles();
  $('#about-log').hidden = !log();
  $('.tools-end', form).hidden = list.hidden = house();
  $('#invite-one').hidden = true;
  if (house()) import('../installation/daily-copies.js').then(({ dailyCopies }) => dailyCopies($('#copies')));
  const answer = await api.get(titles() ? 'media.cgi/' : log() ? 'server.cgi/audit' : 'users.cgi/', {
    query: { ...query, page_size: house() ? 1 : SIZE },
    signal,
  });
  $('#installation').hidden = !house();
  count(answer, signal).catch(() => {
    /* the list is there */
  });
  return house() ? { ...answer, total: 0 } : answer; // which has no pages
}

// How many there are in all: both are said, whichever list is shown.
async function count(answer, signal) {
  const filtered = find.value.trim() || (titles() ? which.value : who.value);
  const one = (path, query) => api.get(path, { query: { ...query, page_size: 1 }, signal }).then(({ total }) => total);
  const [all, titlesHere, open, { registration, may_invite: mayInvite }] = await Promise.all([
    titles() || log() || filtered ? one('users.cgi/') : answer.total,
    one('media.cgi/'),
    !titles() || filtered ? one('media.cgi/', waiting) : answer.total,
    features(),
  ]);
  const [first, second] = $$('.tabs small');
  first.textContent = number(all);
  second.textContent = number(titlesHere);
  const facts = [many(all, 'person', 'people'), many(titlesHere, 'title'), `${number(open)} not curated`];
  if (registration) facts.push(`registration is ${registration === 'invite' ? 'by invitation' : registration}`);
  $('#invite-one').hidden = !people() || !mayInvite;
  $('#summary').textContent = facts.join(', ');
}

// Nothing for 150 ms, then lines of the right height where none are yet.
function wait() {
  const stop = ifSlow(() => {
    list.ariaBusy = 'true';
    if (!list.children.length)
      list.replaceChildren(
        ...Array.from({ length: 8 }, () =>
          el(
            'li',
            { class: 'line skeleton', 'aria-hidden': 'true' },
            el('span', { class: 'cover' }),
            el('span', { class: 'skeleton-line' }),
          ),
        ),
      );
  });
  return () => {
    stop();
    list.ariaBusy = null;
  };
}

function nothing() {
  const all = el(
    'button',
    { class: 'btn primary', type: 'button', onclick: clear },
    titles() ? 'Show all that wait' : log() ? 'Show everything' : 'Show everybody',
  );
  if (log()) return empty('Nothing here', 'Nothing of that was noted in the last 90 days.', all);
  if (!titles()) return empty('Nobody here', 'No account fits that.', all);
  if (find.value.trim() || which.value) return empty('Nothing here', 'No title fits that.', all);
  return empty(
    'All are curated',
    'There is no title that isn’t.',
    el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
  );
}

function forbidden() {
  form.hidden = true;
  list.hidden = false;
  $('#installation').hidden = true;
  $('#summary').textContent = '';
  return empty(
    'For administrators',
    'Your account is a member’s.',
    el('a', { class: 'btn primary', href: 'index.html' }, icon('house'), 'Home'),
  );
}

function whose() {
  if (!$('#mine')) return null; // it is over: the data is replaced, or removed
  $('#mine').hidden = !account();
  $('#nobody').hidden = Boolean(account());
  form.hidden = false;
  if (!account()) $('#summary').textContent = '';
  return account();
}

const { go, draw, begin } = paged({
  name: 'admin.html',
  form,
  list,
  q: find,
  what,
  wanted,
  shown,
  read,
  get,
  wait,
  show: (answer) => {
    if (house()) return [];
    const items = titles()
      ? answer.media.map(titleRow)
      : log()
        ? answer.events.map(auditRow)
        : answer.users.map(personRow);
    return items.length ? items : [nothing()];
  },
  wrong: (error) => {
    if (error.status === 403) return forbidden();
    return error.status === 401 ? void whose() : null;
  },
});

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

// ---- curating -------------------------------------------------------------------------------------------------------
function titleRow(media) {
  const { key, icon: sign, label } = KIND[media.type];
  const facts = [
    media.created_by ? `added by ${media.created_by.username}` : 'added by somebody who left',
    day(media.created_at),
  ].join(' · ');
  const set = el(
    'form',
    { method: 'post', action: `cgi-bin/media.cgi/${encodeURIComponent(media.id)}` },
    el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
    el('input', { type: 'hidden', name: 'curated', value: String(!media.curated) }),
    el(
      'button',
      { class: 'btn', type: 'submit', 'aria-label': `${media.curated ? 'Stop curating' : 'Curate'}: ${media.title}` },
      icon(media.curated ? 'x' : 'badge-check'),
      media.curated ? 'Stop curating' : 'Curate',
    ),
  );
  set.addEventListener('submit', (event) => {
    event.preventDefault();
    curate(media, !media.curated);
  });
  return el(
    'li',
    {},
    el(
      'div',
      { class: `line title-row ${key}`, 'data-id': media.id },
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(media.id)}` },
        el('span', { class: 'cover' }, pictureOf(media)),
        el(
          'span',
          { class: 'who' },
          el('b', {}, said(media.title)),
          el(
            'small',
            { class: 's' },
            icon(sign),
            el('span', { class: 'vh' }, `${label}. `),
            said(byline(media) || label),
          ),
        ),
      ),
      el('small', { class: 'facts-by' }, said(facts)),
      set,
    ),
  );
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
  toast(curated ? `Curated: ${media.title}` : `No longer curated: ${media.title}`, {
    undo: () => set(!curated).catch(complain),
  });
  const buttons = $$('.title-row button', list); // on with the next
  (buttons[Math.min(at, buttons.length - 1)] ?? $('#main')).focus({ preventScroll: true });
}

// Decided before anything is drawn. What is remembered of a member may be old: that asks.
async function isAdmin() {
  if (account().role === 'admin') return true;
  const me = await api.get('users.cgi/me').catch(() => null);
  if (me) setAccount(me);
  return !me || me.role === 'admin'; // not known: each call says so
}
async function start() {
  if (!whose()) return;
  form.hidden = true;
  if (await isAdmin()) {
    form.hidden = false;
    begin();
  } else if (whose()) list.replaceChildren(forbidden());
}
$('#invite-one').addEventListener('click', async () => (await import('../security/new-invite.js')).newInvite());
onAccount(start);
titlesOpenHere();
start();
