// What can be taken out, as the API lists it, each in a sentence; tables also as spreadsheets want them.

import { address, api, exchange } from '../core/api.js';
import { el, icon } from '../core/dom.js';
import { fetched } from './download.js';

const pathOf = (name) => `exports.cgi/${name}`;

function link(name, words, query = {}) {
  const label = `Download ${name}${query.part ? `, part ${query.part}` : ''}${query.for ? ' for a spreadsheet' : ''}`;
  return el(
    'a',
    { class: 'btn', href: address(pathOf(name), query).href, download: '', 'aria-label': label, onclick: fetched },
    icon('download'),
    words,
  );
}

// What another service takes so much of at once comes in parts: each says whether there is another one.
async function addParts(name, box) {
  for (let part = 2; ; part++) {
    const { header } = await exchange('HEAD', pathOf(name), { query: { part: part - 1 } });
    if (!/rel="?next/.test(header('Link') ?? '')) return;
    box.append(link(name, `Part ${part}`, { part }));
  }
}

function line({ name, title, about, spreadsheet_url: hasTable }) {
  const box = el('span', { class: 'actions' }, link(name, name.split('.').pop().toUpperCase()));
  if (hasTable) box.append(link(name, 'For a spreadsheet', { for: 'spreadsheet' }));
  if (name.startsWith('letterboxd'))
    box.firstElementChild.addEventListener('click', () => addParts(name, box).catch(() => null), { once: true });
  return el('li', { class: 'line' }, el('span', { class: 'who' }, el('b', {}, title), el('small', {}, about)), box);
}

export const exportLines = async () => (await api.get('exports.cgi/')).exports.map(line);
