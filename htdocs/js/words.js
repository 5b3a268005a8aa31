// The words, icons and units for what the API calls by constants.

export const STATUS = {
  TO_DO: { label: 'Want', icon: 'bookmark' },
  IN_PROGRESS: { label: 'In progress', icon: 'play' },
  PAUSED: { label: 'Paused', icon: 'pause' },
  COMPLETED: { label: 'Finished', icon: 'check' },
  DROPPED: { label: 'Dropped', icon: 'circle-x' },
};

export const KIND = {
  BOOK: { key: 'book', label: 'Book', several: 'books', by: 'Author', icon: 'book-open', unit: 'pages', short: 'p', step: 25 },
  MOVIE: { key: 'movie', label: 'Movie', several: 'movies', by: 'Director', icon: 'clapperboard', unit: 'minutes', short: 'min', step: 15 },
  TV_SHOW: { key: 'tv', label: 'TV series', several: 'series', by: 'Creator', icon: 'tv', unit: 'episodes', short: 'ep', step: 1 },
  GAME: { key: 'game', label: 'Game', several: 'games', by: 'Studio', icon: 'gamepad-2', unit: 'hours', short: 'h', step: 1 },
};

export const year = (media) => media.pub_date?.slice(0, 4) ?? '';
export const byline = (media) => [media.creator, year(media)].filter(Boolean).join(' · ');
export const stepLabel = (media) => `+${KIND[media.type].step} ${KIND[media.type].short}`;
export const percent = (media, progress) => (media.length && progress ? Math.min(100, Math.round(progress / media.length * 100)) : 0);

export function howFar(media, progress) {
  const at = progress ?? 0;
  return media.length ? `${at} / ${media.length}` : `${at} ${KIND[media.type].short}`;
}

// 2019, 2019-05 or 2019-05-28 as people write it.
export function partialDate(text) {
  if (!text || text.length < 7) return text ?? '';
  const options = { year: 'numeric', month: 'long', timeZone: 'UTC' };
  if (text.length > 7) options.day = 'numeric';
  return new Date(`${text.length > 7 ? text : `${text}-01`}T00:00:00Z`).toLocaleDateString('en-GB', options);
}

export const day = (time) => new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
export const many = (count, one, several = `${one}s`) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : several}`;
