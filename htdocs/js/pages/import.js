// Import and export. Without ?import=ID: files are dropped, and my imports and exports are listed. Of one import: what
// it is at, and its rows, with what will happen or has happened to each. Whatever is under way goes on here.

import '../ui/shell.js';
import { $, $$, el } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api, explain } from '../core/api.js';
import { onElsewhere } from '../core/storage.js';
import {
  GROUPS,
  atAGlance,
  countOf,
  isBusy,
  pageOf,
  pathOf,
  rowsOf,
  rowWords,
  serviceOf,
} from '../import/import-words.js';
import { exportLines } from '../import/exports.js';
import { dropFirstRows } from '../import/first-rows.js';
import { askToUndo, importLine } from '../import/my-imports.js';
import { planChoices, planFoot } from '../import/plan-foot.js';
import { planRow } from '../import/plan-row.js';
import { sendFiles } from '../import/send-files.js';
import { asking, failedImport, focusStage, going, report, undoneImport } from '../import/stages.js';
import { goOn, step } from '../import/steps.js';
import { empty, failed, retried } from '../ui/lists.js';
import { paged } from '../ui/paged.js';
import { complain, toast } from '../ui/toast.js';
import { number } from '../core/words.js';

const SIZE = 50;
const id = new URLSearchParams(location.search).get('import');
const [summary, news, list] = [$('#summary'), $('#news'), $('#list')];
const quiet = new AbortController(); // what goes on ends with the page
addEventListener('pagehide', () => quiet.abort());
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

function trouble(error, again) {
  $('#trouble').hidden = !error;
  $('#trouble').replaceChildren(...(error ? [retried(error, again)] : []));
}

// ---- all of them ----------------------------------------------------------------------------------------------------
let isGoing = false;

function putLine(record) {
  const old = $(`[data-import="${CSS.escape(record.id)}"]`);
  const line = importLine(record, forgotten);
  const held = old?.contains(document.activeElement);
  old?.replaceWith(line);
  if (held) $('a', line).focus();
}
// It is off the list; the next has the focus.
function forgotten(record) {
  dropFirstRows(record);
  const line = $(`[data-import="${CSS.escape(record.id)}"]`);
  const next = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  if (next) $('a', next).focus();
  else readImports().then(() => $('#file').focus(), complain);
}
async function readImports() {
  const { imports } = await api.get('imports.cgi/', { query: { page_size: 100 } });
  $('#imports').replaceChildren(
    ...(imports.length ? imports.map((one) => importLine(one, forgotten)) : [el('li', { class: 'dim' }, 'None yet.')]),
  );
  return imports;
}
// One after the other.
async function goOnWithAll(imports) {
  if (isGoing) return;
  isGoing = true;
  try {
    for (const record of imports.filter(isBusy).reverse())
      await goOn(record, { signal: quiet.signal, told: putLine, waiting: () => null }).catch(complain);
  } finally {
    isGoing = false;
  }
}
async function drawAll() {
  $('#overview').hidden = false;
  trouble(null);
  if (!$('#exports').childElementCount) drawExports();
  try {
    await goOnWithAll(await readImports());
  } catch (error) {
    if (error.status !== 401) $('#imports').replaceChildren(retried(error, drawAll));
  }
}
async function drawExports() {
  try {
    $('#exports').replaceChildren(...(await exportLines()));
    if (location.hash === '#out-h') $('#out-h').scrollIntoView(); // it was hidden when the browser looked for it
  } catch (error) {
    if (error.status !== 401) $('#exports').replaceChildren(retried(error, drawExports));
  }
}
function beginAll() {
  sendFiles({
    form: $('#drop'),
    list: $('#uploads'),
    done: (records, isAll) => {
      if (records.length === 1 && isAll && $$('.upload').length === 1) location.assign(pageOf(records[0].id));
      else drawAll();
    },
  });
  onElsewhere(() => {
    if (!isGoing && account()) readImports().catch(() => null);
  });
}

// ---- one ------------------------------------------------------------------------------------------------------------
let record = null;
let shown = null; // the state that is on the page
let bar = null; // of what goes on
let table = null;
const STAGE = { reading: 1, asking: 1, failed: 1, planned: 2, running: 2, done: 3, undoing: 3, undone: 3 };

function drawHead() {
  const { file_name: name, state } = record;
  const rows = rowsOf(record);
  const facts = [
    name,
    serviceOf(record),
    rows ? rowWords(rows) : null,
    state === 'planned' ? 'nothing is changed yet' : null,
  ];
  $('h1').textContent = 'Import';
  const words = facts.filter(Boolean).join(' · ');
  if (summary.textContent !== words) summary.textContent = words;
  for (const item of $$('.stages li')) {
    const at = Number(item.dataset.stage) - STAGE[state];
    item.className = at < 0 || state === 'done' ? 'over' : '';
    if (at) item.removeAttribute('aria-current');
    else item.setAttribute('aria-current', 'step');
  }
  const far = isBusy(record) && record.total ? `${Math.floor((100 * record.done) / record.total)} % · ` : '';
  document.title = `${far}Import · Vitrine`;
}

function stageOf() {
  switch (record.state) {
    case 'asking':
      return asking(record, take, { words: 'Never mind', run: forget });
    case 'failed':
      return failedImport(record, forget);
    case 'done':
      return report(record, again);
    case 'undone':
      return undoneImport(record);
    case 'planned':
      return null;
    default:
      bar = going(record, stop);
      return bar.node;
  }
}

const tabsOf = () => [
  ['', 'All', rowsOf(record)],
  ...GROUPS.map(({ name, label, outcomes }) => [name, label, countOf(record, outcomes)]),
];
const groupName = () => $('#filters [name=show]:checked')?.value ?? '';
function drawTabs(wanted = groupName()) {
  const held = document.activeElement?.name === 'show';
  const box = $('#filters fieldset');
  box.replaceChildren(
    $('legend', box),
    ...tabsOf()
      .filter(([name, , count]) => !name || count || name === wanted)
      .map(([name, label, count]) =>
        el(
          'label',
          {},
          el('input', { type: 'radio', name: 'show', value: name, checked: name === wanted }),
          el('span', {}, label),
          ' ',
          el('small', {}, number(count)),
        ),
      ),
  );
  if (held) $('[name=show]:checked', box).focus();
}
const outcomes = () => GROUPS.find(({ name }) => name === groupName())?.outcomes ?? [];

function drawChoices() {
  const [choices, foot] = [$('#choices'), $('#foot')];
  choices.hidden = foot.hidden = record.state !== 'planned';
  if (foot.hidden) return;
  const held = document.activeElement.name === 'policy';
  choices.replaceChildren(...planChoices(record, { choose, ask }));
  choices.hidden = !choices.childElementCount;
  foot.replaceChildren(...planFoot(record, { run, forget }));
  if (held) $('[name=policy]:checked')?.focus();
}

// Of the rows that are drawn anew, the one with the focus keeps it.
function keepFocus() {
  if (!list.contains(document.activeElement)) return;
  const { row } = document.activeElement.closest('tr')?.dataset ?? {};
  const buttons = $$('button, a', document.activeElement.closest('tr'));
  const place = buttons.indexOf(document.activeElement);
  queueMicrotask(() => {
    const now = $(`tr[data-row="${row}"]`, list);
    ($$('button, a', now ?? list)[place] ?? $('#main')).focus({ preventScroll: true });
  });
}
const inTable = (item) => {
  const cell = el('td', { colspan: '3' }, ...item.childNodes);
  return el('tr', { class: 'whole' }, cell);
};
function showRows({ rows }) {
  keepFocus();
  return rows.length
    ? rows.map((row) => planRow(row, record, decided))
    : [inTable(empty('No row here', 'None of them is so.'))];
}

function beginTable() {
  table = paged({
    name: 'import.html',
    form: $('#filters'),
    list,
    q: null,
    what: 'row',
    wanted: () => ({ outcome: outcomes() }),
    shown: () => ({ import: id, show: groupName() }),
    read: (address) => drawTabs(address.get('show') ?? ''),
    get: (query, signal) => api.get(`${pathOf(id)}/rows`, { query: { ...query, page_size: SIZE }, signal }),
    show: showRows,
    wait: () => {
      list.ariaBusy = 'true';
      return () => {
        list.ariaBusy = null;
      };
    },
    wrong: (error) => (error.status === 401 ? inTable(failed(error)) : inTable(failed(error, () => table.draw()))),
  });
  table.begin();
}
function drawPlan(isNew) {
  const has = ['planned', 'done'].includes(record.state);
  $('#plan').hidden = !has;
  if (!has) return;
  $('#becomes').textContent = record.state === 'done' ? 'What happened' : 'What will happen';
  drawChoices();
  if (!table) {
    drawTabs(new URLSearchParams(location.search).get('show') ?? '');
    beginTable();
    return;
  }
  drawTabs();
  if (isNew) table.go(1, { replace: true });
}

const TOLD = {
  asking: () => 'There is a question about this file.',
  planned: () => `The plan is there: ${atAGlance(record)}. Nothing is changed yet.`,
  running: () => 'The import runs.',
  done: () => `The import is done: ${atAGlance(record)}.`,
  undoing: () => 'The import is being undone.',
  undone: () => 'The import is undone.',
  failed: () => 'The file can’t be read.',
};
let back = null; // where the focus belongs once it is planned anew
// Who was in what has gone is taken to what has come.
function moveFocus(held) {
  if (!held && document.activeElement !== document.body && document.activeElement !== $('#main')) return;
  if (record.state === 'planned') ($(back ?? 'h1') ?? $('h1')).focus({ preventScroll: !back });
  else focusStage();
}
function draw({ first = false } = {}) {
  drawHead();
  const isNew = shown !== record.state;
  const held = $('#one').contains(document.activeElement);
  if (isNew || (record.state === 'done' && !$('#now').contains(document.activeElement))) {
    bar = null;
    const stage = stageOf();
    $('#now').replaceChildren(...(stage ? [stage] : []));
  }
  if (isNew || ['planned', 'done'].includes(record.state)) drawPlan(isNew);
  bar?.show(record);
  if (isNew && !first) {
    news.textContent = TOLD[record.state]?.() ?? '';
    moveFocus(held);
  }
  shown = record.state;
}

function take(after) {
  record = after;
  draw();
  goOnWithIt();
}
async function goOnWithIt() {
  if (isGoing || !isBusy(record)) return;
  isGoing = true;
  try {
    await goOn(record, {
      signal: quiet.signal,
      told: (after) => {
        record = after;
        draw();
      },
      waiting: (error) => bar?.wait(error),
    });
  } catch (error) {
    trouble(error, again);
  } finally {
    isGoing = false;
  }
}

async function run() {
  const button = $('#run');
  button.disabled = true;
  try {
    take(await step(id, { run: true }));
  } catch (error) {
    button.disabled = false;
    complain(error);
  }
}
async function choose(options) {
  back = '[name=policy]:checked';
  try {
    take(await api.patch(pathOf(id), options));
  } catch (error) {
    complain(error);
    drawChoices();
  }
}
// A question that was answered, once more.
function ask(question) {
  const back = () => {
    $('#now').replaceChildren();
    $('.answers button')?.focus();
  };
  $('#now').replaceChildren(
    asking({ ...record, question, message: null }, take, { words: 'Leave it as it is', run: back }),
  );
  focusStage();
}
async function forget() {
  try {
    await api.delete(pathOf(id));
    dropFirstRows(record);
    quiet.abort();
    location.assign('import.html');
  } catch (error) {
    complain(error);
  }
}
const stop = () => (record.state === 'running' ? askToUndo(record, again) : forget());

// The counts follow what was decided.
async function decided(row) {
  try {
    record = await api.get(pathOf(id));
    draw();
    news.textContent = `${row.title ?? `Row ${row.number}`}: decided. ${atAGlance(record)}`;
  } catch (error) {
    toast(explain(error), { wrong: true });
  }
}

const gone = () =>
  empty(
    'No such import',
    'It isn’t one of yours, or it is more than 30 days since its end.',
    el('a', { class: 'btn primary', href: 'import.html' }, 'All imports'),
  );
async function again() {
  trouble(null);
  try {
    const after = await api.get(pathOf(id));
    const first = !record;
    $('#one').hidden = $('#all').hidden = false;
    record = after;
    draw({ first });
    goOnWithIt();
  } catch (error) {
    if (error.status === 401) return;
    $('#one').hidden = true;
    if (error.status === 404) {
      $('#trouble').hidden = $('#all').hidden = false;
      $('#trouble').replaceChildren(gone());
    } else trouble(error, again);
  }
}

// ---- which of both --------------------------------------------------------------------------------------------------
function whose() {
  const isIn = Boolean(account());
  $('#mine').hidden = !isIn;
  $('#nobody').hidden = isIn;
  if (!isIn) summary.textContent = '';
  return isIn;
}
const start = () => whose() && (id ? again() : drawAll());
if (id) {
  $('h1').textContent = 'Import';
  $('h1').tabIndex = -1;
  onElsewhere(() => {
    if (!isGoing && record && account()) again();
  });
} else beginAll();
onAccount(start);
start();
