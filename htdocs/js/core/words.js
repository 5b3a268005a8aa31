// The words, icons and units for what the API calls by constants; and numbers.

import { el, icon, said } from './dom.js';

// How dates and numbers are written: as the browser's language has it where that is an English one, as the words are.
export const LOCALE = /^en\b/.test(navigator.language) ? navigator.language : 'en-GB';
export const number = (value) => value.toLocaleString(LOCALE);

export const STATUS = {
  TO_DO: { label: 'Want', icon: 'bookmark' },
  IN_PROGRESS: { label: 'In progress', icon: 'play' },
  PAUSED: { label: 'Paused', icon: 'pause' },
  COMPLETED: { label: 'Finished', icon: 'check' },
  DROPPED: { label: 'Dropped', icon: 'circle-x' },
};

export const KIND = {
  BOOK: {
    key: 'book',
    label: 'Book',
    several: 'books',
    by: 'Author',
    icon: 'book-open',
    unit: 'pages',
    short: 'p',
    step: 25,
  },
  MOVIE: {
    key: 'movie',
    label: 'Movie',
    several: 'movies',
    by: 'Director',
    icon: 'clapperboard',
    unit: 'minutes',
    short: 'min',
    step: 15,
  },
  TV_SHOW: {
    key: 'tv',
    label: 'Series',
    several: 'series',
    by: 'Creator',
    icon: 'tv',
    unit: 'episodes',
    short: 'ep',
    step: 1,
  },
  GAME: {
    key: 'game',
    label: 'Game',
    several: 'games',
    by: 'Studio',
    icon: 'gamepad-2',
    unit: 'hours',
    short: 'h',
    step: 1,
  },
};

export const year = (media) => media.pub_date?.slice(0, 4) ?? '';
export const byline = (media) => [media.creator, year(media)].filter(Boolean).join(' · ');

// What stands beside a title's picture in a list: what it is called, what kind of thing it is, whose.
export const titleWords = (media, by = byline(media)) =>
  el(
    'span',
    { class: 'txt' },
    el('span', { class: 't' }, said(media.title)),
    el(
      'span',
      { class: 's' },
      icon(KIND[media.type].icon),
      el('span', { class: 'vh' }, `${KIND[media.type].label}. `),
      el('span', { class: 'by' }, said(by)),
    ),
  );

export const stepLabel = (media) => `+${KIND[media.type].step} ${KIND[media.type].short}`;
// S2 E5: an episode, as short as people say it.
export const episodeWords = ({ season, number: nth }) => `S${season} E${nth}`;
export const percent = (media, progress) =>
  media.length && progress ? Math.min(100, Math.round((progress / media.length) * 100)) : 0;

export function howFar(media, progress) {
  const at = progress ?? 0;
  return media.length ? `${number(at)} / ${number(media.length)}` : `${number(at)} ${KIND[media.type].short}`;
}

export const many = (count, one, several = `${one}s`) => `${number(count)} ${count === 1 ? one : several}`;

// Who has no picture.
export const initials = (name) => [...name].slice(0, 2).join('').toUpperCase();
