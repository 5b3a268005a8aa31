// What the page for new accounts makes sure of before anything is sent: that this installation is ready, that it takes
// new accounts, and, before the first one, that what is kept here won't be handed to anybody.
//
//   await opening(form, note);      // throws what is in the way, once it is shown in the form's place

import { ApiError, exchange } from '../core/api.js';
import { listTitles } from '../core/catalogue.js';
import { el, said } from '../core/dom.js';
import { toldFeatures } from '../core/features.js';
import { SECRET, served } from './served.js';
import { isSick, sick, unready } from './unready.js';
import { vacant } from './vacant.js';

function instead(form, panel, message) {
  form.hidden = true;
  form.after(panel);
  throw new ApiError(0, 'unready', message);
}
const again = () => location.reload();
const button = () => el('button', { class: 'btn primary', type: 'button', onclick: again }, 'Look again');
const examine = () => el('a', { class: 'btn', href: 'doctor.html' }, 'Examine it');

function published(addresses) {
  return unready(
    'Your data would be public',
    'This server hands these files to anybody who asks. They hold all passwords, as hashes, and ' +
      'the key to every account:',
    el(
      'div',
      { class: 'remedy' },
      el('ul', {}, ...addresses.map((one) => el('li', {}, el('code', {}, said(one))))),
      el(
        'p',
        {},
        'So no account can be made here. Put this line into the file vitrine.conf beside this page, ' +
          'with a folder that the web doesn’t show, and delete the folder data:',
      ),
      el('pre', { class: 'to-copy', tabindex: '0' }, el('code', {}, 'data_dir = /home/you/vitrine-data')),
    ),
    button(),
    examine(),
  );
}

// Who was invited has the invitation in the address; to everybody else it is said how one gets in.
function byInvitation(form, note, invite) {
  if (invite) {
    note.textContent = 'You are invited: choose a name and a password, and this account is yours.';
    return;
  }
  instead(
    form,
    unready(
      'By invitation',
      'Accounts are made here by invitation. Ask somebody who has one, or who runs this installation, for a link.',
      null,
      el('a', { class: 'btn primary', href: 'login.html' }, 'Sign in'),
    ),
    'By invitation',
  );
}

// An invitation that is over. It is no field that anybody sees: what the API says of it stands for itself.
export function refused(error, note) {
  if (error.details?.some(({ field }) => field === 'invite')) {
    error.details = [];
    note.remove();
  }
  throw error;
}

async function broken() {
  try {
    return JSON.parse((await exchange('GET', 'server.cgi/health')).text).broken ?? [];
  } catch {
    return [];
  }
}

export async function opening(form, note) {
  const [titles, told] = await Promise.allSettled([listTitles({ page_size: 1 }), toldFeatures()]);
  const trouble = [titles, told].map(({ reason }) => reason).find((error) => error && isSick(error));
  if (trouble) instead(form, sick(trouble, again), trouble.message);
  const { has_accounts: others, registration } = told.value ?? {};
  if (others) note.textContent = 'Your shelf, your ratings and your notes, on this server.';
  const invite = new URLSearchParams(location.search).get('invite');
  if (invite) form.append(el('input', { type: 'hidden', name: 'invite', value: invite }));
  if (others && registration === 'invite') byInvitation(form, note, invite);
  if (others && registration === 'closed') {
    instead(
      form,
      unready(
        'Closed',
        'This installation takes no new accounts. Ask who runs it.',
        null,
        el('a', { class: 'btn primary', href: 'login.html' }, 'Sign in'),
      ),
      'Closed',
    );
  }
  if (others !== false) return;
  vacant();
  note.textContent = 'This account will be the administrator’s: nobody has been here before.';
  const [open, missing] = await Promise.all([served(SECRET), broken()]);
  if (open.length) instead(form, published(open), 'Your data would be public.');
  if (missing.length) {
    instead(
      form,
      unready(
        'This installation isn’t ready',
        `These programs don’t run on this machine: ${missing.join(', ')}. Its error log says why.`,
        null,
        button(),
        examine(),
      ),
      'Programs are missing.',
    );
  }
}
