// The API's own page, made of openapi.json: its calls by subject at the left, the chosen one beside them, to read and
// to try. #getMedia chooses one. Only that one is drawn. ?of=mycoll has them as another design's door does.

import '../ui/shell.js';
import { $, $$, el } from '../core/dom.js';
import { authorize } from '../docs/authorize.js';
import { callView, method } from '../docs/call.js';
import { describe, documentOf } from '../docs/description.js';
import { prose, unfold } from '../docs/schema.js';
import { explain } from '../core/api.js';
import { many } from '../core/words.js';
import { wayOf } from '../ui/first-keys.js';

const NAME = document.title;
const place = $('#call');
const find = $('#find');
const of = $('#of');
let api = null;

const link = ({ operationId, summary, ...call }) =>
  el(
    'li',
    {},
    el('a', { href: `#${operationId}` }, method(call.method), el('code', {}, call.path), el('span', {}, summary)),
  );

function showList() {
  $('#calls').replaceChildren(
    ...api.tags.map(({ name, description }) =>
      el(
        'section',
        {},
        el('h2', {}, name),
        el('p', { class: 'hint' }, ...prose(description)),
        el('ul', {}, ...api.calls.filter(({ tags }) => tags[0] === name).map(link)),
      ),
    ),
  );
  filter();
}

// Each word of what is looked for is somewhere in the address, the method or the summary.
function filter() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const items = $$('#calls li');
  for (const item of items) {
    const text = `${item.textContent} ${$('a', item).hash}`.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  for (const section of $$('#calls section')) section.hidden = !$('li:not([hidden])', section);
  const found = items.filter((item) => !item.hidden).length;
  $('#found').textContent = words.length ? `${found} of ${many(items.length, 'call')}` : many(items.length, 'call');
}

const overview = () => [
  el('h2', { tabindex: '-1' }, `${api.info.title} ${api.info.version}`),
  el('p', {}, api.info.summary),
  unfold(
    'What all calls have in common',
    () => api.info.description.split(/(?<=\.) (?=[A-Z])/).map((sentence) => el('p', {}, ...prose(sentence))),
    matchMedia('(width >= 1000px)').matches,
  ),
];

function show({ first = false } = {}) {
  const id = decodeURIComponent(location.hash.slice(1));
  const call = api.calls.find(({ operationId }) => operationId === id);
  if (!call && !first && id) return; // such as #main, of the link that skips what comes before it
  document.title = call ? `${call.summary} · ${NAME}` : NAME;
  $('#docs').classList.toggle('chosen', Boolean(call));
  place.replaceChildren(...(call ? callView(call) : overview()));
  // What all of it is, is read before the calls.
  if (call) place.parentElement.append(place);
  else place.parentElement.prepend(place);
  for (const one of $$('#calls a')) {
    if (one.hash === location.hash && call) one.ariaCurrent = 'true';
    else one.ariaCurrent = null;
  }
  $('#calls [aria-current]')?.scrollIntoView({ block: 'nearest' });
  if (first) return;
  scrollTo({ top: 0, behavior: 'instant' });
  $('h2', place).focus({ preventScroll: true });
}

// Up and down in the list, and between it and the box above it.
$('.calls').addEventListener('keydown', (event) => {
  const way = wayOf(event);
  if (!way) return;
  const stops = [find, ...$$('#calls li:not([hidden]) a')];
  const to = stops[stops.indexOf(document.activeElement) + way];
  if (to && document.activeElement !== document.body) {
    event.preventDefault();
    to.focus();
  }
});
$('.find').addEventListener('submit', (event) => {
  event.preventDefault();
  $('#calls li:not([hidden]) a')?.click();
});

of.addEventListener('change', () => location.assign(of.value ? `docs.html?of=${of.value}` : 'docs.html'));
of.value = new URLSearchParams(location.search).get('of') ?? '';
if (of.selectedIndex < 0) of.value = '';
Object.assign($('#document'), { href: documentOf(of.value), textContent: documentOf(of.value) });

try {
  api = await describe(of.value);
  find.addEventListener('input', filter);
  $('#authorize').addEventListener('click', () => authorize(api.tokenAddress));
  showList();
  show({ first: true });
  addEventListener('hashchange', () => show());
} catch (error) {
  place.replaceChildren(el('p', { class: 'note-js', role: 'alert' }, explain(error)));
}
