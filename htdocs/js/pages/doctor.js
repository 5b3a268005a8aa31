// The doctor: what the programs know of their installation, and what only a browser can see. Worst first, each with
// what to do. It works where no program answers, too: then it says what that usually is.

import '../ui/shell.js';
import { $, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api, explain } from '../core/api.js';
import { ALONE, CHECKS, answering } from '../installation/checks.js';
import { isSick, sick, unready } from '../installation/unready.js';
import { toCopy } from '../ui/to-copy.js';
import { many } from '../core/words.js';

$('.unscripted').remove(); // it was for where this doesn't run

const STATES = {
  broken: { rank: 0, heading: 'Broken', sign: 'circle-x', word: 'Broken' },
  warning: { rank: 1, heading: 'Worth a look', sign: 'circle-alert', word: 'Look' },
  ok: { rank: 2, heading: 'Well', sign: 'check', word: 'OK' },
};
const rank = ({ state }) => STATES[state]?.rank ?? 1;
const TITLES = {
  https: () => 'HTTPS',
  PATH_INFO: () => 'Paths behind programs',
  'data not served': (state) => ({ ok: 'Data is private', broken: 'Data is public' })[state] ?? 'Data may be public',
  'settings not served': (state) => (state === 'ok' ? 'Settings are private' : 'Settings may be public'),
};
const titled = (name, state) => TITLES[name]?.(state) ?? name[0].toUpperCase() + name.slice(1);

function line({ name, state, found, remedy }) {
  const shown = STATES[state] ?? STATES.warning;
  const sign = el('span', { class: 'sign' }, icon(shown.sign), el('span', { class: 'state' }, shown.word));
  const title = el('h3', {}, titled(name, state));
  if (state === 'ok')
    return el(
      'li',
      { class: 'finding well c-ok' },
      sign,
      el('div', { class: 'words' }, title, el('p', { class: 'dim' }, found)),
    );
  return el('li', { class: `finding c-${state}` }, sign, title, el('p', {}, found), remedy ? toCopy(remedy) : null);
}

// Of two that looked at the same, the worse counts.
function merged(results) {
  const byName = new Map();
  for (const one of results) {
    const other = byName.get(one.name);
    if (!other || rank(one) < rank(other)) byName.set(one.name, one);
  }
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}

function show(results) {
  const parts = Object.entries(STATES)
    .map(([state, { heading }]) => [state, heading, results.filter((one) => rank(one) === STATES[state].rank)])
    .filter(([, , list]) => list.length);
  $('#checks').replaceChildren(
    ...parts.map(([state, heading, list]) =>
      el(
        'section',
        { 'aria-labelledby': `${state}-h` },
        el('h2', { id: `${state}-h` }, heading),
        el('ol', { class: 'rows' }, ...list.map(line)),
      ),
    ),
  );
  const count = (state) => results.filter((one) => rank(one) === STATES[state].rank).length;
  const [broken, warned] = [count('broken'), count('warning')];
  $('#summary').textContent = broken
    ? `${many(broken, 'thing')} broken`
    : warned
      ? `Well, with ${many(warned, 'thing')} worth a look`
      : $('#partly').hidden
        ? 'All is well'
        : 'Nothing wrong seen from outside';
}

// What the programs say; nothing where they say it to administrators only.
async function told() {
  try {
    if (!account() && (await api.get('server.cgi/features', { auth: false })).has_accounts) {
      $('#partly').hidden = false;
      return [];
    }
    const { checks } = await api.get('server.cgi/doctor', { auth: Boolean(account()) });
    return checks;
  } catch (error) {
    if (![401, 403, 404].includes(error.status)) throw error;
    $('#partly').hidden = false;
    return [];
  }
}

async function look() {
  const [button, trouble] = [$('#again'), $('#trouble')];
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  $('#summary').textContent = 'Looking…';
  $('#partly').hidden = true;
  let checks = CHECKS;
  let theirs = [];
  try {
    await answering();
    theirs = await told();
    trouble.hidden = true;
  } catch (error) {
    if (error.code === 'foreign') checks = ALONE;
    trouble.hidden = false;
    trouble.replaceChildren(
      isSick(error) ? sick(error, look) : unready('The programs don’t answer', explain(error), null),
    );
  }
  const mine = await Promise.all(checks.map((check) => check().catch(() => null)));
  show(merged([...theirs, ...mine.filter(Boolean)]));
  if (!trouble.hidden) $('#summary').textContent = checks === ALONE ? 'The programs don’t run' : 'Not ready';
  button.ariaBusy = null;
}

$('#again').addEventListener('click', look);
onAccount(look);
look();
