// Turning the second factor on: a sheet with the secret, as a picture, as text and as a link for the app on a phone;
// the first code of it; then the recovery codes, this once.
//
//   setUp({ secret, otpauth_uri, qr_svg }, on);      // on(codes): it is on, and its recovery codes were looked at

import { api } from '../core/api.js';
import { $, el } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { sheet } from '../ui/sheet.js';
import { toCopy } from '../ui/to-copy.js';
import { codeField } from './code-field.js';
import { drawn } from './qr.js';
import { recoveryCodes } from './recovery-codes.js';
import { TOTP } from './second-factor.js';

const inFours = (secret) => secret.match(/.{1,4}/g).join(' ');

export function setUp({ secret, otpauth_uri: uri, qr_svg: svg }, on) {
  const { nodes, input } = codeField('totp-code', 'The code that the app shows now');
  const form = el(
    'form',
    { id: 'totp-form', method: 'post', action: `cgi-bin/${TOTP}/confirm` },
    ...nodes,
    el('p', { class: 'actions' }, el('button', { class: 'btn primary wide', type: 'submit' }, 'Turn it on')),
  );
  const box = el(
    'div',
    { class: 'given' },
    el('p', { class: 'lead' }, 'Scan this with your authenticator app or your password manager.'),
    drawn(svg, 'QR code of the secret'),
    el(
      'p',
      { class: 'actions on-touch' },
      el('a', { class: 'btn wide', href: uri }, 'Open it in an app on this phone'),
    ),
    el(
      'details',
      { class: 'more-of' },
      el('summary', {}, 'Can’t scan? Type the secret'),
      toCopy(inFours(secret), 'The secret'),
      el('p', { class: 'hint' }, 'By time (TOTP), six digits, 30 seconds: what apps begin with.'),
    ),
    form,
  );
  const dialog = sheet('totp', 'A second factor', box);
  smooth(form, {
    send: (fields) => api.post(`${TOTP}/confirm`, { code: '', ...fields }),
    done: ({ recovery_codes: codes }) => {
      $('#totp-h', dialog).textContent = 'Your recovery codes';
      recoveryCodes(dialog, box, codes, 'The second factor is on.');
      dialog.addEventListener('close', () => on(codes));
    },
  });
  input.focus();
}
