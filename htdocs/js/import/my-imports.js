// A line for each import of mine: what it was, what became of it, and what can be done with it.

import { api } from '../core/api.js';
import { day } from '../core/days.js';
import { el, icon, said } from '../core/dom.js';
import { askFirst } from '../ui/confirm.js';
import { complain } from '../ui/toast.js';
import {
  atAGlance,
  canBeUndone,
  isBusy,
  pageOf,
  pathOf,
  rowsOf,
  rowWords,
  serviceOf,
  stateWords,
} from './import-words.js';

const MONTH = 30 * 86_400_000;
// Until when it can be undone.
export const undoneUntil = ({ finished_at: end }) => new Date(new Date(end).valueOf() + MONTH).toISOString();

const SIGN = { done: 'check', undone: 'undo-2', failed: 'circle-alert', asking: 'circle-alert' };

// What undoing does is said before; whoever then goes on finds the rest on the import's own page.
export const askToUndo = (record, done) =>
  askFirst({
    title: 'Undo this import?',
    text:
      'What it made, and nobody has touched since, goes; what it changed gets back what was there before. ' +
      'Whatever has to stay is listed afterwards, with the reason.',
    yes: 'Undo this import',
    run: () => api.delete(pathOf(record.id)),
    done,
  });

// What hasn't begun to come in, and what is over without a trace, can be taken off the list.
const FORGET = { asking: 'Never mind', planned: 'Never mind', failed: 'Forget it', undone: 'Forget it' };
async function forget(event, record, forgotten) {
  const button = event.currentTarget;
  button.disabled = true;
  try {
    await api.delete(pathOf(record.id));
    forgotten(record);
  } catch (error) {
    button.disabled = false;
    complain(error);
  }
}

function acts(record, forgotten) {
  const page = pageOf(record.id);
  const name = record.file_name ?? serviceOf(record);
  const button = (words, onclick, className = 'btn') =>
    el('button', { class: className, type: 'button', 'aria-label': `${words}: ${name}`, onclick }, words);
  if (canBeUndone(record)) return button('Undo this import', () => askToUndo(record, () => location.assign(page)));
  const words = { asking: 'Answer it', planned: 'Look it over' }[record.state];
  const never = FORGET[record.state];
  return never
    ? el(
        'span',
        { class: 'actions' },
        words ? el('a', { class: 'btn', href: page, 'aria-label': `${words}: ${name}` }, words) : null,
        button(never, (event) => forget(event, record, forgotten), 'btn quiet'),
      )
    : null;
}

// What is still to be done says how far it is.
function facts(record) {
  const { state, done, total, created_at: begun } = record;
  const far = total ? `${Math.floor((100 * done) / total)} %` : done ? rowWords(done) : null;
  return [
    day(begun),
    isBusy(record) ? far : rowsOf(record) ? rowWords(rowsOf(record)) : null,
    state === 'failed' ? record.message : isBusy(record) || state === 'undone' ? null : atAGlance(record),
    canBeUndone(record) ? `can be undone until ${day(undoneUntil(record))}` : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

// `forgotten(record)`: it was taken off the list.
export function importLine(record, forgotten) {
  const state = stateWords(record);
  return el(
    'li',
    { class: 'line', 'data-import': record.id },
    el('span', { class: `sign${record.state === 'failed' ? ' bad' : ''}` }, icon(SIGN[record.state] ?? 'upload')),
    el(
      'span',
      { class: 'who' },
      el('a', { href: pageOf(record.id) }, el('b', {}, serviceOf(record)), ' ', said(record.file_name ?? '')),
      state ? el('span', { class: 'tag' }, state) : null,
      el('small', {}, facts(record)),
    ),
    acts(record, forgotten),
  );
}
