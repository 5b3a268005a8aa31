// What is around the rows of a plan: above, the choice about what is here already, and answers that were given; below,
// what would come of it all, and the way on.
//
//   choices.replaceChildren(...planChoices(record, { choose, ask }));
//   foot.replaceChildren(...planFoot(record, { run, forget }));

import { address } from '../core/api.js';
import { el, icon } from '../core/dom.js';
import { many } from '../core/words.js';
import { fetched } from './download.js';
import { countOf, nothingWords, pathOf, rowWords } from './import-words.js';

const POLICIES = [
  [
    'fill',
    'Fill the gaps',
    'My status, rating, review and note stay; where I have none, the file’s come. ' +
      'Times, tags and copies that I haven’t are added. What I only want follows the file.',
  ],
  ['keep', 'Keep mine', 'Nothing on my shelf is touched, not even gaps. Only what isn’t on it comes in.'],
  [
    'file',
    'The file wins',
    'My status, rating, review and note become the file’s, where it has any; ' +
      'times, tags and copies are added. Nothing is deleted.',
  ],
];

// The rows that didn’t come in, in the columns of their file: to be mended and imported again.
const LEFT_OUT = ['failed', 'skipped', 'unclear'];
export function leftOut(record, words) {
  const outcome = LEFT_OUT.filter((one) => countOf(record, [one]));
  return outcome.length
    ? el(
        'a',
        {
          href: address(`${pathOf(record.id)}/rows.csv`, { outcome }).href,
          download: `${(record.file_name ?? record.format).replace(/\.\w+$/, '')}-left-out.csv`,
          onclick: fetched,
        },
        words,
      )
    : null;
}

export const willCome = (record) => countOf(record, ['new', 'matched']);
export const willChange = (record) => countOf(record, ['changed']);

const whole = (count, one, several) => [el('b', {}, rowWords(count)), ` ${count === 1 ? one : several}`];
function sum(record) {
  const [unclear, out, failed] = ['unclear', 'skipped', 'failed'].map((one) => countOf(record, [one]));
  const open = 'to be decided: undecided, it is left out';
  return [
    [willCome(record), 'is new here', 'are new here'],
    [willChange(record), 'of mine is brought up to date', 'of mine are brought up to date'],
    [countOf(record, ['unchanged']), 'stays as it is', 'stay as they are'],
    [unclear, `is still ${open}`, `are still ${open.replace('it is', 'they are')}`],
    [out, 'is left out', 'are left out'],
    [failed, 'can’t be read', 'can’t be read'],
  ]
    .filter(([count]) => count)
    .map((line) => el('span', {}, ...whole(...line), '. '));
}

function policies(record, choose) {
  const now = record.options?.policy ?? 'fill';
  return el(
    'fieldset',
    { class: 'policy' },
    el('legend', {}, 'What I have on my shelf already'),
    ...POLICIES.map(([value, label, hint]) =>
      el(
        'label',
        {},
        el('input', {
          type: 'radio',
          name: 'policy',
          value,
          checked: value === now,
          'aria-describedby': `policy-${value}`,
          onchange: () => choose({ policy: value }),
        }),
        el('span', {}, label),
        el('small', { id: `policy-${value}` }, hint),
      ),
    ),
  );
}

// What was said before can be said otherwise.
function answers(record, ask) {
  const offer = (question, words) =>
    el('button', { class: 'btn link', type: 'button', onclick: () => ask(question) }, words);
  const dayFirst = record.options?.day_first;
  const parts = [
    record.format === 'csv' && record.headers?.length ? offer('columns', 'Other columns') : null,
    typeof dayFirst === 'boolean'
      ? offer('day_first', dayFirst ? '3/4 is the third of April' : '3/4 is the fourth of March')
      : null,
  ].filter(Boolean);
  return parts.length ? el('p', { class: 'answers' }, 'As you said: ', ...parts) : null;
}

const isHere = (record) => countOf(record, ['changed', 'unchanged', 'matched']);
export const planChoices = (record, { choose, ask }) =>
  [isHere(record) ? policies(record, choose) : null, answers(record, ask)].filter(Boolean);

export function planFoot(record, { run, forget }) {
  const rows = willCome(record) + willChange(record);
  const out = leftOut(record, 'Download what is left out (CSV)');
  return [
    el('p', { class: 'plan-sum' }, ...sum(record), out),
    el(
      'p',
      { class: 'actions' },
      el('button', { class: 'btn', type: 'button', onclick: forget }, 'Never mind'),
      rows
        ? el(
            'button',
            { class: 'btn primary', type: 'button', id: 'run', onclick: run },
            icon('check'),
            `Import ${many(rows, 'row')}`,
          )
        : null,
      el(
        'span',
        { class: 'hint' },
        rows
          ? 'Nothing is changed yet. Afterwards it can be undone for 30 days.'
          : `${nothingWords(record, 'There is nothing in it that isn’t here')}.`,
      ),
    ),
  ];
}
