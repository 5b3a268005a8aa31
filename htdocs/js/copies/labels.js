// The sheets of labels of what is shown, to be printed here: a sheet of A4 each, as the programs draw them.
//
//   labelSheet({ location: 'Home' }, 31);      // the filters, and how many copies they leave

import { address, api, explain } from '../core/api.js';
import { $, el, icon } from '../core/dom.js';
import { many } from '../core/words.js';
import { sheet } from '../ui/sheet.js';

const ON_ONE = 24;
const MOST = 20; // sheets at once

const labelsAt = (query, page) => address('collection.cgi/labels', { ...query, page }).href;
const loaded = (picture) =>
  new Promise((resolve, reject) => {
    picture.addEventListener('load', resolve, { once: true });
    picture.addEventListener('error', () => reject(new Error('a sheet of labels can’t be read.')), { once: true });
  });

export function labelSheet(query, total) {
  const all = Math.ceil(total / ON_ONE);
  const count = Math.min(MOST, all);
  const state = el('p', { class: 'field-error', role: 'alert' });
  const picture = el('img', {
    src: labelsAt(query, 1),
    alt: 'The first sheet: title, place and code of each copy',
    width: '210',
    height: '297',
  });
  const print = el('button', { class: 'btn primary', type: 'button' }, icon('printer'), 'Print');
  const paper = el('div', { class: 'label-paper', 'aria-hidden': 'true' });
  const dialog = sheet(
    'labels',
    'Print labels',
    el(
      'p',
      { class: 'lead' },
      `${many(Math.min(total, count * ON_ONE), 'label')} on ${many(count, 'sheet')} of A4. ` +
        'A phone that reads the code of one opens its copy: to lend it, to take it back, to move it.',
    ),
    all > count ? el('p', { class: 'hint' }, 'The first ones: narrow the list for the others.') : null,
    el('p', { class: 'label-look' }, picture),
    state,
    el(
      'p',
      { class: 'actions end' },
      el('a', { class: 'btn', href: labelsAt(query, 1), target: '_blank' }, icon('external-link'), 'As SVG'),
      print,
    ),
  );
  dialog.classList.add('labels-sheet');
  dialog.addEventListener('close', () => paper.remove());
  print.addEventListener('click', async () => {
    if (print.ariaBusy === 'true') return;
    print.ariaBusy = 'true';
    state.textContent = '';
    try {
      await api.get('collection.cgi/copies', { query: { ...query, page_size: 1 } }); // pictures renew no session
      paper.replaceChildren();
      document.body.append(paper);
      for (let page = 1; page <= count; page++) {
        const one = el('img', { alt: '' });
        const there = loaded(one);
        one.src = labelsAt(query, page);
        paper.append(one);
        await there;
      }
      window.print();
    } catch (error) {
      state.textContent = explain(error);
    } finally {
      print.ariaBusy = null;
    }
  });
  print.focus();
  return $('img', dialog);
}
