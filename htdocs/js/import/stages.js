// What an import is at, above its rows: reading, a question, the run, the report, what stayed.

import { day } from '../core/days.js';
import { $, el, icon, said } from '../core/dom.js';
import { explain } from '../core/api.js';
import { number } from '../core/words.js';
import { askToUndo, undoneUntil } from './my-imports.js';
import { atAGlance, countOf, nothingWords, rowWords, serviceOf } from './import-words.js';
import { Pace } from './pace.js';
import { leftOut } from './plan-foot.js';
import { questionForm } from './question.js';

const box = (title, ...children) =>
  el(
    'section',
    { class: 'stage', 'aria-labelledby': 'stage-h' },
    el('h2', { id: 'stage-h', tabindex: '-1' }, title),
    ...children.filter(Boolean),
  );

// ---- what goes on ---------------------------------------------------------------------------------------------------
const GOING = {
  reading: ['The file is read', 'Nothing is changed yet.'],
  running: [
    'It comes in',
    'You may leave this page: it goes on where it was when you open it again, here or elsewhere.',
  ],
  undoing: ['It is undone', 'You may leave this page: it goes on where it was when you open it again.'],
};
const STOP = { reading: 'Never mind', running: 'Stop, and undo it' };
// → { node, show(record), wait(error) }; `stop`: what a button for that does
export function going(record, stop) {
  const [title, hint] = GOING[record.state];
  const pace = new Pace();
  const bar = el('progress', { max: '1', 'aria-label': title });
  const words = el('p', { class: 'far' });
  const trouble = el('p', { class: 'hint', role: 'status' });
  return {
    node: box(
      title,
      bar,
      words,
      trouble,
      el('p', { class: 'hint' }, hint),
      STOP[record.state]
        ? el(
            'p',
            { class: 'actions' },
            el('button', { class: 'btn', type: 'button', onclick: stop }, STOP[record.state]),
          )
        : null,
    ),
    show({ done, total }) {
      pace.note(done);
      if (total) bar.value = done / total;
      else bar.removeAttribute('value');
      const rate = pace.perSecond();
      words.textContent = [
        total ? `${number(done)} of ${rowWords(total)}` : done ? rowWords(done) : 'It begins …',
        rate ? `${number(Math.max(1, Math.round(rate)))} a second` : null,
        total ? pace.leftWords(total) : null,
      ]
        .filter(Boolean)
        .join(' · ');
      trouble.textContent = '';
    },
    wait(error) {
      trouble.textContent = `${explain(error)} It is tried again by itself.`;
    },
  };
}

// ---- what waits for somebody ----------------------------------------------------------------------------------------
export function asking(record, answered, never) {
  const [title, form] = questionForm(record, answered, never);
  // The API's words on columns are for programs.
  const words = record.question === 'columns' ? 'One of them has to be the title.' : record.message;
  return box(title, words ? el('p', { class: 'lead' }, words) : null, form);
}

const another = (className = 'btn') =>
  el('a', { class: className, href: 'import.html' }, icon('upload'), 'Another file');

export const failedImport = (record, forget) =>
  box(
    'This file can’t be read',
    el('p', { class: 'lead' }, record.message ?? 'It isn’t one of those that are known here.'),
    el(
      'p',
      { class: 'actions' },
      another('btn primary'),
      el('button', { class: 'btn', type: 'button', onclick: forget }, 'Forget this one'),
    ),
  );

// ---- what is over ---------------------------------------------------------------------------------------------------
export function report(record, undone) {
  const came = countOf(record, ['new', 'matched', 'changed']);
  return box(
    came ? `${rowWords(came)} ${came === 1 ? 'is' : 'are'} in` : nothingWords(record, 'There was nothing new in it'),
    el('p', { class: 'lead' }, `${serviceOf(record)}: ${atAGlance(record) || 'no rows'}.`),
    el(
      'p',
      { class: 'actions' },
      el('a', { class: 'btn primary', href: 'library.html' }, icon('library'), 'To my library'),
      el(
        'button',
        { class: 'btn', type: 'button', onclick: () => askToUndo(record, undone) },
        icon('undo-2'),
        'Undo this import',
      ),
      another(),
    ),
    el(
      'p',
      { class: 'hint' },
      `It can be undone until ${day(undoneUntil(record))}; then what is kept of the file goes. `,
      leftOut(record, 'Download what was left out (CSV)'),
    ),
  );
}

const keptLine = ({ number: nth, title, media_id: id, message }) =>
  el(
    'li',
    { class: 'line' },
    el(
      'span',
      { class: 'who' },
      el(
        'b',
        {},
        id
          ? el('a', { href: `title.html?id=${encodeURIComponent(id)}` }, said(title ?? `Row ${nth}`))
          : said(title ?? `Row ${nth}`),
      ),
      el('small', {}, message),
    ),
  );
// What the member has taken off the shelf since isn't what stays.
const isGone = ({ message }) => /^It is not on your shelf any more\.?$/.test(message ?? '');
const keptPart = (words, rows) =>
  rows.length ? [el('p', { class: 'lead' }, words), el('ul', { class: 'rows' }, ...rows.map(keptLine))] : [];
export function undoneImport({ kept = [] }) {
  const [gone, stays] = [kept.filter(isGone), kept.filter((row) => !isGone(row))];
  return box(
    'This import is undone',
    stays.length ? null : el('p', { class: 'lead' }, 'All that it brought is gone again.'),
    ...keptPart('This is what stays, and why:', stays),
    ...keptPart('You had taken these off your shelf yourself:', gone),
    el(
      'p',
      { class: 'actions' },
      another('btn primary'),
      el('a', { class: 'btn', href: 'library.html' }, icon('library'), 'To my library'),
    ),
  );
}

export const focusStage = () => $('#stage-h')?.focus({ preventScroll: false });
