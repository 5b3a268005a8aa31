// What a share is of, in words, and what of it others see.

import { KIND, STATUS } from '../core/words.js';

const OWN = {
  shelf: 'your shelf',
  diary: 'your diary',
  collection: 'your collection',
  list: 'this list',
};
const SEEN = {
  shelf: 'Titles with their status, the days you began and finished, your stars, and the reviews you wrote',
  diary: 'Each time through a title, with its days and the stars of then',
  collection: 'Titles you own, their formats and platforms, your stars, and the reviews you wrote',
  list: 'Its titles in their order, what it says about itself, your stars, and the reviews you wrote',
  year: 'What you finished in that year, with its days and stars, and the numbers of the year',
};

// "your shelf: finished, books"
export function scopeWords({ what, status, type, year }) {
  const narrow = [status && STATUS[status].label.toLowerCase(), type && KIND[type].several].filter(Boolean);
  const own = what === 'year' ? `your ${year}` : OWN[what] + (year ? ` of ${year}` : '');
  return narrow.length ? `${own}: ${narrow.join(', ')}` : own;
}

export const seen = ({ what }) => `${SEEN[what]}; your username and picture.`;

export const NEVER =
  'Notes, tags, your name and e-mail, where copies are, what they cost, their barcodes, and who has them.';
