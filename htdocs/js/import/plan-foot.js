// What is around the rows of a plan: above, the choice about what is here already, and answers that were given; below,
// what would come of it all, and the way on.
//
//   choices.replaceChildren(...planChoices(record, { choose, ask }));
//   foot.replaceChildren(...planFoot(record, { run, forget }));

import { address } from '../core/api.js';
import { el, icon } from '../core/dom.js';
import { many, number } from '../core/words.js';
import { fetched } from './download.js';
import { countOf, pathOf, rowWords } from './import-words.js';

const POLICIES = [
  ['fill', 'Fill the gaps', 'What is empty at yours is filled; tags and times that aren’t there are added.'],
  ['keep', 'Keep mine', 'What is on your shelf isn’t touched.'],
  ['file', 'The file wins', 'Yours becomes what the file says. Nothing is deleted.'],
];

// The rows that didn’t come in, in the columns of their file: to be mended and imported again.
const LEFT_OUT = ['failed', 'skipped', 'unclear'];
export function leftOut(record, words) {
  const outcome = LEFT_OUT.filter((one) => countOf(record, [one]));
  return outcome.length
    ? el(
        'a',
        { href: address(`${pathOf(record.id)}/rows.csv`, { outcome }).href, download: '', onclick: fetched },
        words,
      )
    : null;
}

export const willCome = (record) => countOf(record, ['new', 'matched']);
export const willChange = (record) => countOf(record, ['changed']);

function sum(record) {
  const [come, change, same] = [willCome(record), willChange(record), countOf(record, ['unchanged'])];
  const [unclear, out] = [countOf(record, ['unclear']), countOf(record, ['skipped', 'failed'])];
  return [
    come ? [el('b', {}, rowWords(come)), ` ${come === 1 ? 'is' : 'are'} new here`] : null,
    change ? [el('b', {}, rowWords(change)), ` of yours ${change === 1 ? 'is' : 'are'} brought up to date`] : null,
    same ? [`${number(same)} ${same === 1 ? 'stays as it is' : 'stay as they are'}`] : null,
    unclear ? [`${number(unclear)} still to decide, else left out`] : null,
    out ? [`${number(out)} left out`] : null,
  ]
    .filter(Boolean)
    .flatMap((part, index) => (index ? [', ', ...part] : part));
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
    el('p', { class: 'plan-sum' }, ...sum(record), out ? '. ' : null, out),
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
          : 'There is nothing in it that isn’t here.',
      ),
    ),
  ];
}
