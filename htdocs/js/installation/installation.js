// The installation as a whole, on the page of its administrators: a backup to take away, one to put in its place, and
// the end of it.

import { setAccount } from '../core/account.js';
import { api, exchange, insist, outcome } from '../core/api.js';
import { $, el, said } from '../core/dom.js';
import { clearErrors, showErrors, smooth } from '../core/forms.js';
import { inWords } from '../core/send-picture.js';
import { askFirst } from '../ui/confirm.js';
import { toast } from '../ui/toast.js';
import { upload } from '../core/upload.js';
import { many } from '../core/words.js';

const PIECE = 1024 * 1024; // what hosts let through of one body

// What is left of this page once all else is gone.
function over(title, ...children) {
  const panel = el(
    'section',
    { class: 'panel', tabindex: '-1', 'aria-labelledby': 'over-h' },
    el('h1', { id: 'over-h' }, title),
    ...children,
  );
  $('#main').replaceChildren(panel);
  setAccount(null);
  panel.focus();
}

export const isBack = (title, { accounts, titles }) =>
  over(
    title,
    el(
      'p',
      { class: 'lead' },
      `${many(accounts, 'account')} and ${many(titles, 'title')} are here. Everybody signs in ` +
        'again, with the password of that time.',
    ),
    el('p', { class: 'actions' }, el('a', { class: 'btn primary', href: 'login.html?next=admin.html' }, 'Sign in')),
  );

// ---- a backup -------------------------------------------------------------------------------------------------------
async function fetchFile(path) {
  const answer = await exchange('GET', path, { as: 'blob' });
  const { text: blob } = answer;
  if (blob instanceof Blob && blob.type.includes('sqlite')) return answer;
  return outcome(blob instanceof Blob ? { ...answer, text: await blob.text() } : answer);
}
// A database, once it is sure who asks.
export async function takeAway(path) {
  const { text: blob, header } = await insist(() => fetchFile(path));
  const [, name] = /filename="?([^";]+)/.exec(header('Content-Disposition') ?? '') ?? [null, 'vitrine.db'];
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  toast(`Downloaded: ${name}, ${inWords(blob.size)}`);
}
smooth($('#backup'), { send: () => takeAway('server.cgi/backup'), done: () => {} });

// ---- and back -------------------------------------------------------------------------------------------------------
// In pieces, one after the other. One that may or may not have arrived is sent again: the server says where to go on.
async function sendBackup(file, bar) {
  let [offset, failures] = [0, 0];
  for (;;) {
    if (!bar.isConnected) throw new DOMException('given up', 'AbortError');
    const piece = file.slice(offset, offset + PIECE);
    try {
      const answer = await upload('server.cgi/restore', {
        name: 'piece',
        file: piece,
        fields: { offset, size: file.size },
        progress: (part) => {
          bar.value = (offset + part * piece.size) / file.size;
        },
      });
      if (answer.restored) return answer;
      offset += piece.size;
      failures = 0;
    } catch (error) {
      const told = error.status === 409 ? /must be (\d+)/.exec(error.details[0]?.message) : null;
      if (++failures > 3 || (!told && error.code !== 'network')) throw error;
      if (told) offset = Number(told[1]);
    }
  }
}

// What is wrong with the file, once and by its name.
function refusal(error, file) {
  const wrong = error.details?.find(({ field }) => field === 'piece');
  return wrong
    ? Object.assign(error, { message: `${file.name} can’t be restored: it ${wrong.message}.`, details: [] })
    : error;
}

const restore = $('#restore');
restore.noValidate = true;
restore.addEventListener('submit', (event) => {
  event.preventDefault();
  clearErrors(restore);
  const [file] = restore.elements.piece.files;
  if (!file?.size) {
    showErrors(restore, { details: [{ field: 'piece', message: file ? 'is empty' : 'is required' }] });
    return;
  }
  const bar = el('progress', { max: '1', value: '0', 'aria-label': 'Sending the backup', hidden: true });
  askFirst({
    title: 'Restore this backup?',
    yes: 'Restore it',
    action: 'admin.html',
    fields: [bar],
    text:
      `${file.name}, ${inWords(file.size)}. What is here now goes, accounts too; second factors are as they were ` +
      'in it, and recovery codes used since are good again. If in doubt, download a backup first.',
    run: () => {
      bar.hidden = false;
      return sendBackup(file, bar)
        .catch((error) => {
          throw refusal(error, file);
        })
        .finally(() => {
          bar.hidden = true;
        });
    },
    done: (answer) => isBack('The backup is back', answer),
  });
});

// ---- the end --------------------------------------------------------------------------------------------------------
const WORD = 'remove';
$('#remove').addEventListener('click', () => {
  const input = el('input', {
    id: 'confirm-word',
    name: '_word',
    type: 'text',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
  });
  askFirst({
    title: 'Remove all data?',
    yes: 'Remove all data',
    action: 'admin.html',
    text:
      'Every account, title, shelf and picture of this installation, the database and its key. This ' +
      'can’t be undone.',
    fields: [
      el('p', { class: 'field' }, el('label', { for: 'confirm-word' }, 'To be sure, type ', el('b', {}, WORD)), input),
    ],
    run: async () => {
      if (input.value.trim().toLowerCase() !== WORD)
        throw { details: [{ field: '_word', message: `Type the word ${WORD}` }] };
      return api.delete('server.cgi/data');
    },
    done: () => {
      const folder = new URL('./', location.href).pathname;
      over(
        'All data is removed',
        el('p', { class: 'lead' }, 'What is left, you can delete by FTP or your host’s file manager:'),
        el(
          'ul',
          { class: 'left-over' },
          el('li', {}, 'the folder of this page, ', said(folder), ', with the programs and vitrine.conf'),
          el('li', {}, 'the programs, where your host has one cgi-bin for all'),
          el(
            'li',
            {},
            'the file whose name begins with ',
            el('code', {}, '.ht.removed'),
            ', beside the data folder or in it. As long as it is there, nobody can begin anew here.',
          ),
        ),
      );
    },
  });
});
