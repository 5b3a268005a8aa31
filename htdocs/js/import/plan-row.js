// A row of an import: what the file says of a title, what will happen with it (or has happened), and, where it isn't
// clear which title it is, the choice.
//
//   list.append(planRow(row, record, (row) => …));    // the row as it is once that is decided

import { partialDate } from '../core/days.js';
import { $, $$, el, icon, said } from '../core/dom.js';
import { api } from '../core/api.js';
import { pickTitle } from '../title/pick-title.js';
import { stars } from '../title/stars.js';
import { sheet } from '../ui/sheet.js';
import { complain } from '../ui/toast.js';
import { byline, howFar, KIND, many, STATUS } from '../core/words.js';
import { pathOf } from './import-words.js';

const READ = { BOOK: 'read', MOVIE: 'watched', TV_SHOW: 'watched', GAME: 'played' };

// ---- what the file says ---------------------------------------------------------------------------------------------
function dayWords({ type, reads = [] }) {
  const last = reads.at(-1);
  if (last?.end_date) return `${READ[type] ?? 'finished'} ${partialDate(last.end_date)}`;
  return last?.start_date ? `begun ${partialDate(last.start_date)}` : null;
}
function timesWords({ times, reads = [] }) {
  const known = Math.max(times ?? 0, reads.filter(({ is_finished: isOver }) => isOver).length);
  return known > 1 ? many(known, 'time') : null;
}
const count = (list, one, several) => (list?.length ? many(list.length, one, several) : null);

function saysOf(values) {
  const { status, progress, tags, copies, review, note, places, is_list: isList } = values;
  if (isList) return ['A list'];
  return [
    byline(values),
    status ? STATUS[status].label : null,
    dayWords(values),
    timesWords(values),
    progress && status !== 'COMPLETED' ? howFar(values, progress) : null,
    tags?.length ? `tagged ${tags.join(', ')}` : null,
    count(copies, 'copy', 'copies'),
    review ? 'a review' : null,
    note ? 'a note' : null,
    places?.length ? `in ${many(places.length, 'list')}` : null,
  ].filter(Boolean);
}

const titleLink = (id, title, values) =>
  id && !values.is_list
    ? {
        href: `title.html?id=${encodeURIComponent(id)}`,
        'aria-label': [title, byline(values)].filter(Boolean).join(', '),
      }
    : {};
function inTheFile({ title, values, number: nth, media_id: id }) {
  const kind = values.is_list ? { icon: 'rows-3', label: 'List' } : KIND[values.type];
  const words = saysOf(values).join(' · ');
  return el(
    'td',
    { class: `row-title ${kind?.key ?? ''}` },
    el(
      id && !values.is_list ? 'a' : 'span',
      { class: 't', ...titleLink(id, title, values) },
      title ? said(title) : `Row ${nth}, without a title`,
    ),
    el(
      'span',
      { class: 's' },
      kind ? icon(kind.icon) : null,
      kind ? el('span', { class: 'vh' }, `${kind.label}. `) : null,
      said(words),
      values.rating ? stars(values.rating) : null,
    ),
  );
}

// ---- what becomes of it ---------------------------------------------------------------------------------------------
const shelved = (status) => (status ? `: ${STATUS[status].label}` : '');
const BEFORE = {
  new: ({ status, is_list: isList }) =>
    isList ? 'A new list' : status ? `Into the catalogue, and onto your shelf${shelved(status)}` : 'Into the catalogue',
  matched: ({ status, is_list: isList }) =>
    isList
      ? 'A new list'
      : status
        ? `Onto your shelf${shelved(status)}`
        : 'Is in the catalogue; what is yours comes along',
  changed: (_, policy) =>
    policy === 'file' ? 'Here already; takes what the file has' : 'Here already; what is empty is filled',
  unchanged: () => 'Here already; stays as it is',
  skipped: () => 'Left out',
  failed: () => 'Can’t be read',
  unclear: () => 'Which one is it?',
};
const AFTER = {
  new: ({ status, is_list: isList }) =>
    isList
      ? 'A new list'
      : status
        ? `Came into the catalogue, and onto your shelf${shelved(status)}`
        : 'Came into the catalogue',
  matched: ({ status }) => (status ? `Came onto your shelf${shelved(status)}` : 'What is yours came along'),
  changed: () => 'Was here already; brought up to date',
  unchanged: () => 'Was here already; stayed as it is',
  skipped: () => 'Left out',
  failed: () => 'Left out: can’t be read',
  unclear: () => 'Not there yet: which one is it?',
};
const isOver = ({ state }) => ['done', 'undoing', 'undone'].includes(state);

// What of it there is in the file: what may take a place at mine, and what is added to mine.
function changeWords({ rating, review, note, status, reads, times, copies, tags, places }, policy) {
  const of = (parts) =>
    parts
      .filter(([has]) => has)
      .map(([, words]) => words)
      .join(', ');
  const mine = of([
    [status, 'status'],
    [rating, 'rating'],
    [review, 'review'],
    [note, 'note'],
  ]);
  const added = of([
    [reads?.length || times, 'days and times'],
    [tags?.length, 'tags'],
    [copies?.length, 'copies'],
    [places?.length, 'places in lists'],
  ]);
  const words = [
    mine ? (policy === 'file' ? `The file’s come: ${mine}` : `Mine stay, and gaps are filled: ${mine}`) : null,
    added ? `What I haven’t is added: ${added}` : null,
  ].filter(Boolean);
  return words.length ? el('small', {}, `${words.join('. ')}.`) : null;
}

function becomes(row, record) {
  const { values } = row;
  const words = (isOver(record) ? AFTER : BEFORE)[row.outcome](values, record.options?.policy);
  const isToChange = row.outcome === 'changed' && !isOver(record) && !values.is_list;
  return [
    el('span', { class: `becomes ${row.outcome}` }, words),
    ' ',
    isToChange ? changeWords(values, record.options?.policy) : null,
    row.message ? el('small', {}, row.message) : null,
  ];
}

// ---- which one ------------------------------------------------------------------------------------------------------
// The buttons of rows are told apart by ear.
const nameOf = ({ number: nth, title }) => `Row ${nth}, ${title ?? 'without a title'}`;
// Any other of the catalogue.
function pickAnother({ title, values }, choose) {
  const { node, input } = pickTitle({
    own: 'Type what it is called here.',
    adds: false,
    q: title ?? '',
    type: values.type,
    pick: (media) => {
      dialog.close();
      choose({ media_id: media.id });
    },
  });
  const dialog = sheet('pick', 'Which title is it?', node);
  dialog.classList.add('pick-sheet');
  input.focus();
  input.select();
}
function decision(row, record, decided) {
  const of = nameOf(row);
  const button = (choice, label, aria, className = 'btn') =>
    el(
      'button',
      { class: className, type: 'button', 'aria-label': `${of}: ${aria}`, onclick: () => choose(choice) },
      ...label,
    );
  const box = el(
    'div',
    { class: 'which', role: 'group', 'aria-label': `Which one is ${of}?` },
    ...(row.candidates ?? []).map((media) =>
      button(
        { media_id: media.media_id },
        [
          icon(KIND[media.type].icon),
          el('span', {}, said(media.title), el('small', {}, said(byline(media) || KIND[media.type].label))),
        ],
        `it is ${media.title}, ${byline(media)}`,
        `btn candidate ${KIND[media.type].key}`,
      ),
    ),
    button({ new: true }, ['It is a new title'], 'it is a new title, which isn’t here yet'),
    el(
      'button',
      {
        class: 'btn',
        type: 'button',
        'aria-label': `${of}: choose another title`,
        onclick: () => pickAnother(row, choose),
      },
      'Choose another …',
    ),
    button({ skip: true }, ['Leave it out'], 'leave it out', 'btn quiet'),
  );
  async function choose(choice) {
    box.inert = true;
    try {
      await decided(await api.patch(`${pathOf(record.id)}/rows/${row.number}`, choice));
    } catch (error) {
      box.inert = false;
      complain(error);
    }
  }
  return box;
}

class Row {
  constructor(row, record, told) {
    Object.assign(this, { row, record, told });
    this.node = el('tr', { 'data-row': row.number });
    this.show();
  }

  // What a person may say, as far as it hasn't been said; then it can be said anew.
  #choices(isOpen) {
    const { row, record } = this;
    if (!row.can_choose) return null;
    return row.outcome === 'unclear' || isOpen
      ? decision(row, record, (after) => this.#decided(after))
      : el(
          'button',
          {
            class: 'btn quiet again',
            type: 'button',
            'aria-label': `${nameOf(row)}: choose again`,
            onclick: () => this.#again(),
          },
          'Choose again',
        );
  }

  show(isOpen = false) {
    const { row, record } = this;
    this.node.className = row.outcome;
    this.node.replaceChildren(
      el('td', { class: 'nth' }, String(row.number)),
      inTheFile(row),
      el('td', { class: 'row-will' }, ...becomes(row, record), this.#choices(isOpen)),
    );
  }

  #again() {
    this.show(true);
    $('.which button', this.node).focus();
  }

  // On to the next that is to be decided.
  async #decided(after) {
    const { candidates } = this.row;
    this.row = after.candidates?.length ? after : { ...after, candidates };
    this.show();
    const rows = $$('tr', this.node.parentElement);
    const next = rows.slice(rows.indexOf(this.node) + 1).find((one) => $('.which', one));
    ($('button', next ? $('.which', next) : this.node) ?? $('#main')).focus();
    await this.told(after);
  }
}

export const planRow = (row, record, told) => new Row(row, record, told).node;
