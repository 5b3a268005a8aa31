// Files that go up: dropped anywhere on the page, or chosen. Each is an import of its own, and what the server says of
// one stands in its line, with the file at hand for another try.
//
//   sendFiles({ form, list, done: (records) => … });    // those that came in, once all have been tried

import { $, el, icon, said } from '../core/dom.js';
import { explain } from '../core/api.js';
import { inWords } from '../core/send-picture.js';
import { upload } from '../core/upload.js';
import { keepFirstRows } from './first-rows.js';
import { pageOf } from './import-words.js';

const MOST = 32 * 1024 * 1024; // no server takes more

// In the API's words, with the file's name where they are about it.
function refusal(error, file) {
  const detail = error.details?.find(({ field }) => field === 'file');
  if (!detail) return explain(error);
  const { message } = detail;
  const words = /^[a-z]/.test(message) ? `${file.name} ${message}` : message;
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

async function send(file, bar) {
  if (file.size > MOST)
    throw Object.assign(new Error(), {
      details: [{ field: 'file', message: `is ${inWords(file.size)}: the server takes at most ${inWords(MOST)}` }],
    });
  return upload('imports.cgi/', {
    name: 'file',
    file,
    progress: (part) => {
      bar.value = part;
    },
  });
}

// What may go well another time: the network, the server, a session; and what has to wait for others.
const HAS_TO_WAIT = 409;
const mayPass = ({ name, status, seen }) =>
  name === 'ApiError' && seen !== 413 && (!status || [401, HAS_TO_WAIT, 429].includes(status) || status >= 500);

class FileLine {
  constructor(file) {
    this.file = file;
    this.node = el('li', { class: 'upload' });
  }

  #show(...more) {
    this.node.replaceChildren(
      el('span', { class: 'upload-name' }, el('b', {}, said(this.file.name)), ' ', inWords(this.file.size)),
      ...more,
    );
  }

  // → the import, or null.
  async send(again) {
    const bar = el('progress', { max: '1', value: '0', 'aria-label': `Sending ${this.file.name}` });
    this.#show(bar);
    try {
      const record = await send(this.file, bar);
      if (record.format === 'csv') await keepFirstRows(record, this.file).catch(() => null); // what can't be read again
      this.#show(el('a', { class: 'btn quiet', href: pageOf(record.id) }, icon('check'), 'It is here'));
      return record;
    } catch (error) {
      this.#show(
        el(
          'p',
          { class: 'field-error', role: 'alert' },
          icon('circle-alert'),
          el('span', {}, refusal(error, this.file)),
        ),
        el(
          'p',
          { class: 'actions' },
          error.status === HAS_TO_WAIT ? el('a', { class: 'btn', href: '#imports-h' }, 'To my imports') : null,
          mayPass(error)
            ? el('button', { class: 'btn', type: 'button', onclick: () => again(this) }, 'Try again')
            : null,
          el('button', { class: 'btn quiet', type: 'button', onclick: () => this.#drop() }, 'Never mind'),
        ),
      );
      return null;
    }
  }

  #drop() {
    const next = this.node.nextElementSibling ?? this.node.previousElementSibling;
    this.node.remove();
    (next ? $('button, a', next) : $('#file'))?.focus();
  }
}

const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');

export function sendFiles({ form, list, done }) {
  const input = form.elements.file;
  let queue = Promise.resolve();

  // One after the other: a phone's network is one.
  async function go(lines) {
    const records = [];
    for (const line of lines) records.push(await line.send((one) => take([one])));
    const good = records.filter(Boolean);
    if (good.length) await done(good, good.length === records.length && !$('.field-error', list));
    else $('.upload .btn', list)?.focus();
  }
  function take(lines) {
    queue = queue.then(() => go(lines));
  }
  function add(files) {
    const lines = [...files].map((file) => new FileLine(file));
    list.append(...lines.map(({ node }) => node));
    take(lines);
  }

  input.addEventListener('change', () => {
    add(input.files);
    input.value = ''; // the same file may be chosen again
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  let over = 0; // of the page's parts, how many have something held over them
  const show = (change) => {
    over = change ? Math.max(0, over + change) : 0;
    form.classList.toggle('over', over > 0);
  };
  addEventListener('dragenter', (event) => hasFiles(event) && show(1));
  addEventListener('dragleave', (event) => hasFiles(event) && show(-1));
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    add(event.dataTransfer.files);
  });
}
