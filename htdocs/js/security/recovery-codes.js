// The recovery codes, shown once: to copy, to download, and to be kept before the sheet goes.
//
//   recoveryCodes(dialog, box, codes, 'It is on.');     // in the place of what is in the box
//   const dialog = newCodes(codes);                     // a sheet of their own

import { account } from '../core/account.js';
import { copy } from '../core/clipboard.js';
import { $, el, icon } from '../core/dom.js';
import { sheet } from '../ui/sheet.js';
import { quote } from '../ui/to-copy.js';

const words = (codes) =>
  [
    `Recovery codes of Vitrine, for ${account()?.username ?? 'you'} at ${new URL('./', location.href).href}`,
    'Each signs in once, in place of the code of the app.',
    '',
    ...codes,
    '',
  ].join('\n');

function download(text) {
  const link = el('a', {
    href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })),
    download: 'vitrine-recovery-codes.txt',
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function recoveryCodes(dialog, box, codes, news) {
  const code = quote(codes.join('\n'), 'Recovery codes');
  const state = el('p', { class: 'hint', role: 'status' });
  const keep = (sign, label, run) => el('button', { class: 'btn', type: 'button', onclick: run }, icon(sign), label);
  const take = keep('copy', 'Copy', async () => {
    state.textContent = (await copy(code)) ? 'They are in the clipboard.' : 'They are selected: copy them by hand.';
  });
  const done = el(
    'button',
    { class: 'btn primary wide', type: 'button', onclick: () => dialog.close() },
    'I have kept them',
  );
  // Esc and the cross are hit by mistake, and these don't come again.
  $('.sheet-x', dialog).remove();
  // (A browser may close at the second Esc in a row whatever is said of the first.)
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && event.preventDefault());
  box.replaceChildren(
    el(
      'p',
      { class: 'lead' },
      `${news} Without your phone, each of these signs you in once. They are told only now: ` +
        'keep them where you keep what matters, not on that phone.',
    ),
    code,
    el(
      'p',
      { class: 'actions' },
      take,
      keep('download', 'Download', () => {
        download(words(codes));
        state.textContent = 'They are in vitrine-recovery-codes.txt, where this browser downloads to.';
      }),
    ),
    state,
    el('p', { class: 'actions' }, done),
  );
  take.focus();
}

export function newCodes(codes) {
  const box = el('div', { class: 'given' });
  const dialog = sheet('codes', 'Your recovery codes', box);
  recoveryCodes(dialog, box, codes, 'Those of before are good for nothing any more.');
  return dialog;
}
