// What the palette offers: pages and actions (from the table of keys), titles of the shelf and of the catalogue, and
// what can be done with them and with the title at hand. An offer is {id, group, words, icon, href or run, name: of its
// key, isHere: that does just this here, media}.
//
//   const ask = offersFor(here);                   // here: as titleHere() has it
//   ask.local('lib');                              // at once
//   await ask.titles('orlando fin', signal);       // what the API has to say

import { account } from '../core/account.js';
import { $ } from '../core/dom.js';
import { api } from '../core/api.js';
import { listTitles } from '../core/catalogue.js';
import { entryOf, staying } from '../shelf/changes.js';
import { remove } from '../shelf/shelf.js';
import { addToList, edit, further, own, put, rate } from '../title/title-acts.js';
import { areOff } from './first-keys.js';
import { KEYS, isFor } from './keys.js';
import { setSingleKeys } from './single-keys.js';
import { KIND, STATUS, many } from '../core/words.js';
import { toast } from './toast.js';

const MOST = 6; // titles

// ---- words ----------------------------------------------------------------------------------------------------------
// 4.5, or 4,5, is one word.
const words = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/(\d),(\d)/g, '$1.$2')
    .toLowerCase()
    .match(/\d+\.\d+|[\p{L}\p{N}+]+/gu) ?? [];
// Each word that is asked for is the beginning of one of these.
const fits = (asked, text) => {
  const all = words(text);
  return asked.every((one) => all.some((word) => word.startsWith(one)));
};

const hasDigit = (asked) => asked.some((word) => /\d/.test(word));

// ---- pages and actions ----------------------------------------------------------------------------------------------
const ofKeys = () =>
  KEYS.flatMap(({ group, rows }) =>
    rows
      .filter((row) => row.icon && isFor(row))
      .map(({ what, icon, href, on }) => {
        const [[name, run]] = Object.entries(on);
        return {
          id: `do ${name}`,
          group: href && group === 'Pages' ? group : 'Actions',
          isHere: true,
          words: what,
          icon,
          href,
          run,
          name,
        };
      }),
  );

function turnKeys() {
  setSingleKeys(areOff());
  toast(areOff() ? 'Keys that are a single character: off' : 'Keys that are a single character: on');
}
const isOpen = () => document.documentElement.dataset.registration !== 'closed';
const more = () =>
  [
    { words: 'Add a copy', icon: 'package', href: 'collection.html?add=', who: 'in' },
    { words: 'Import from Goodreads, Letterboxd and others', icon: 'upload', href: 'import.html', who: 'in' },
    { words: 'Export all that is mine', icon: 'download', href: 'import.html#out-h', who: 'in' },
    {
      words: 'Security: password, second factor, sessions, keys for programs',
      icon: 'shield-check',
      href: 'settings.html#security',
      who: 'in',
    },
    { words: 'New list', icon: 'rows-3', href: 'lists.html?add=', who: 'in' },
    { words: `Keys that are a single character: switch ${areOff() ? 'on' : 'off'}`, icon: 'keyboard', run: turnKeys },
    { words: 'Sign out', icon: 'log-out', run: () => $('form[data-sign-out]').requestSubmit(), who: 'in' },
    ...(account()
      ? []
      : [
          { words: 'Sign in', icon: 'log-in', href: 'login.html' },
          isOpen() ? { words: 'Create an account', icon: 'user-round-plus', href: 'register.html' } : null,
        ]),
  ]
    .filter((offer) => offer && isFor(offer))
    .map((offer) => ({ id: `do ${offer.words}`, group: 'Actions', ...offer }));

// ---- what can be done with a title ----------------------------------------------------------------------------------
// says: the words that ask for it. Those that are `plain` are offered unasked; an isNumber to who types a digit.
const STARS = [1, 2, 3, 4, 5, 0.5, 1.5, 2.5, 3.5, 4.5];
function actsOn(here) {
  const { media, entry } = here;
  const { title, type } = media;
  const { step, unit } = KIND[type];
  const isOver = entry?.status === 'COMPLETED';
  const statuses = Object.entries(STATUS).map(([status, { label, icon }], index) => ({
    says: status === 'TO_DO' ? 'want add to shelf put on my shelf' : `mark ${label}`,
    words:
      status === 'TO_DO'
        ? `${entry ? 'Want' : 'Add to shelf (Want)'}: ${title}`
        : `Mark ${title} ${label.toLowerCase()}`,
    icon,
    name: String(index + 1),
    plain: entry ? status === 'COMPLETED' : status === 'TO_DO',
    isThere: entry?.status !== status,
    run: () => put(here, status),
  }));
  const stars = STARS.map((value) => ({
    says: `rate ${value} stars`,
    words: `Rate ${title}: ${many(value, 'star')}`,
    icon: 'star',
    name: value % 1 ? undefined : `r ${value}`,
    isNumber: value % 1 > 0,
    run: () => rate(here, value),
  }));
  return [
    {
      says: `+${step} ${unit} further step`,
      words: `${title} +${step} ${step === 1 ? unit.slice(0, -1) : unit}`,
      icon: KIND[type].icon,
      name: '+',
      plain: true,
      isThere: entry && !isOver,
      run: () => further(here),
    },
    ...statuses,
    ...stars,
    { says: 'own add a copy', words: `Add a copy of ${title}`, icon: 'package', name: 'o', run: () => own(here) },
    { says: 'add to a list', words: `Add ${title} to a list`, icon: 'rows-3', name: 'l', run: () => addToList(here) },
    {
      says: 'edit change',
      words: `Edit ${title}`,
      icon: 'pencil',
      name: 'e',
      run: () => edit(here),
      isThere: Boolean(account()),
    },
    {
      says: 'take off my shelf remove',
      words: `Take ${title} off my shelf`,
      icon: 'bookmark-minus',
      isThere: entry,
      run: () => remove(media, entry),
    },
  ]
    .filter(({ isThere = true }) => isThere)
    .map((offer) => ({ ...offer, id: `${offer.words} ${media.id}`, group: 'Do', isHere: Boolean(here.at) }));
}
const VERBS = words(
  `mark ${Object.values(STATUS)
    .map(({ label }) => label)
    .join(
      ' ',
    )} want put shelf rate stars own add copy edit change further step pages minutes hours episodes off remove`,
);
const isVerb = (word) => /^\+\d*$/.test(word) || (word.length > 2 && VERBS.some((verb) => verb.startsWith(word)));

// "orlando fin" is a title, and what to do with it; of "rate rocky 3 5" the 5 is how, of "rocky 3 4.5 stars" the 4.5.
function parse(q) {
  const parts = q.trim().split(/\s+/);
  const isRating = parts.some((part) => /^(?:rate?|stars?)$/i.test(part));
  const isHow = parts.map(
    (part, index) =>
      (words(part).length && words(part).every(isVerb)) ||
      (isRating && /^(?:stars?)?$/i.test(parts[index + 1] ?? '') && /^(?:[1-5]|[0-4][.,]5)$/.test(part)),
  );
  const [verbs, rest] = [true, false].map((how) => parts.filter((_, index) => Boolean(isHow[index]) === how).join(' '));
  return { all: words(q), verbs: words(verbs), rest };
}

// ---- all of it ------------------------------------------------------------------------------------------------------
const aTitle = (media, entry) => ({
  id: media.id,
  group: entry ? 'My titles' : 'Catalogue',
  words: media.title,
  href: `title.html?id=${encodeURIComponent(media.id)}`,
  media,
  entry,
});

const mineOf = ({ records }) => staying(records).map((entry) => ({ at: null, media: entry.media, entry }));

export function offersFor(here) {
  const atHand = here.media ? [here] : [];
  let going = null; // what is under way

  async function underWay(signal) {
    if (!account()) return [];
    const query = { status: 'IN_PROGRESS', page_size: 3 };
    going ??= mineOf(await api.get('usermedia.cgi/', { query, signal }));
    return going.filter(({ media }) => media.id !== here.media?.id);
  }

  async function search(q, signal) {
    const [shelf, catalogue] = await Promise.all([
      account() ? api.get('usermedia.cgi/', { query: { q, page_size: MOST }, signal }) : { records: [] },
      listTitles({ q, page_size: MOST }, signal).catch((error) => {
        if (error.status !== 401) throw error;
        return { media: [] }; // a private one
      }),
    ]);
    const mine = mineOf(shelf);
    const others = catalogue.media.map((media) => ({ at: null, media, entry: entryOf(media) }));
    return [...mine, ...others.filter(({ media }) => !mine.some((one) => one.media.id === media.id))];
  }

  const local = (q) => {
    const { all, verbs } = parse(q);
    const isMeant = ({ says, words: text, plain, isNumber }) =>
      verbs.length ? fits(all, `${says} ${text}`) && (!isNumber || hasDigit(all)) : !all.length && plain;
    return [
      ...atHand.flatMap(actsOn).filter(isMeant),
      ...[...ofKeys(), ...more()]
        .filter((offer) => fits(all, offer.words))
        .sort((one, two) => (two.group === 'Pages') - (one.group === 'Pages')),
    ];
  };

  async function titles(q, signal) {
    const { all, verbs, rest } = parse(q);
    if (!all.length) return (await underWay(signal)).flatMap(actsOn).filter(({ name }) => name === '+');
    const [found, meant] = await Promise.all([search(q, signal), verbs.length && rest ? search(rest, signal) : null]);
    const shown = [...found, ...(meant ?? [])].map(({ media, entry }) => aTitle(media, entry));
    const unique = shown.filter(({ id }, index) => shown.findIndex((one) => one.id === id) === index).slice(0, MOST);
    if (!verbs.length)
      return [
        ...unique,
        ...found
          .slice(0, 1)
          .flatMap(actsOn)
          .filter(({ plain }) => plain),
      ];
    const about = (meant ?? (await underWay(signal))).filter(({ media }) => media.id !== here.media?.id).slice(0, 3);
    const isMeant = ({ says, isNumber }) => fits(verbs, says) && (!isNumber || hasDigit(verbs));
    return [...about.flatMap(actsOn).filter(isMeant), ...unique];
  }

  // What there is always, at the end.
  const last = (q) =>
    q
      ? [
          {
            id: 'search',
            group: 'Otherwise',
            words: `Search the catalogue for “${q}”`,
            icon: 'search',
            href: `catalogue.html?${new URLSearchParams({ q })}`,
          },
          {
            id: 'add',
            group: 'Otherwise',
            words: `Not here yet: add “${q}”`,
            icon: 'plus',
            href: `edit.html?${new URLSearchParams({ title: q })}`,
          },
        ]
      : [];

  return { local, titles, last };
}
