// Settings: whether signing in wants a code beside the password; turned on and off here, and its recovery codes.
//
//   showSecondFactor(me, changed);      // changed({ second_factor, recovery_codes_left }): it is another one now

import { api } from '../core/api.js';
import { $, el, icon } from '../core/dom.js';
import { many } from '../core/words.js';
import { askFirst } from '../ui/confirm.js';
import { complain, toast } from '../ui/toast.js';

export const TOTP = 'users.cgi/me/totp';
const FEW = 3;

function turnOff(changed) {
  askFirst({
    title: 'Turn the second factor off?',
    text:
      'The password alone is enough to sign in then, and your recovery codes are good for nothing. ' +
      'Everywhere else you are signed out.',
    yes: 'Turn it off',
    action: 'settings.html',
    run: () => api.delete(TOTP),
    done: () => {
      changed({ second_factor: false });
      $('#factor button').focus();
      toast('Your second factor is off');
    },
  });
}

async function turnOn(event, changed) {
  const button = event.currentTarget;
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true'; // and not disabled: the focus comes back to it
  try {
    const [secret, { setUp }] = await Promise.all([api.post(TOTP), import('./set-up.js')]);
    setUp(secret, ({ length }) => {
      changed({ second_factor: true, recovery_codes_left: length });
      toast('Your second factor is on');
    });
  } catch (error) {
    complain(error);
  }
  button.ariaBusy = null;
}

function renewCodes(changed) {
  askFirst({
    title: 'Make new recovery codes?',
    text: 'Those that you have kept are good for nothing then. The app goes on as it is.',
    yes: 'Make new ones',
    action: 'settings.html',
    danger: false,
    // What shows them first: they are told once.
    run: async () => ({ ...(await import('./recovery-codes.js')), ...(await api.post(`${TOTP}/recovery-codes`)) }),
    done: ({ newCodes, recovery_codes: codes }) => {
      newCodes(codes).addEventListener('close', () => {
        changed({ second_factor: true, recovery_codes_left: codes.length });
        $('#factor .codes button').focus();
        toast('Your recovery codes are new');
      });
    },
  });
}

const line = (sign, isGood, state, facts, words, run, more = '') =>
  el(
    'div',
    { class: `line${more}` },
    el('span', { class: `sign${isGood === null ? '' : isGood ? ' good' : ' bad'}` }, icon(sign)),
    el('span', { class: 'who' }, el('b', {}, state), el('small', {}, facts)),
    run && el('span', { class: 'actions' }, el('button', { class: 'btn', type: 'button', onclick: run }, words)),
  );

function codesLine(left, changed) {
  const isFew = left <= FEW;
  return line(
    isFew ? 'circle-alert' : 'key-round',
    isFew ? false : null,
    left ? `${many(left, 'recovery code')} left` : 'No recovery code is left',
    isFew
      ? 'Make new ones while you have your phone: without one, a lost phone locks you out.'
      : 'Each signs you in once, without your phone.',
    'New ones…',
    () => renewCodes(changed),
    ' codes',
  );
}

const MUST = {
  on: 'Here it is a must, and stays on. For another app, ask an administrator to take this one off first.',
  off: 'Here it is a must, and you have none yet. Nothing else is open to you until it is on.',
};

// `isMust`: of whom one is demanded, so that it isn't turned off.
export function showSecondFactor({ second_factor: isOn, recovery_codes_left: left, isMust }, changed) {
  const lines = isOn
    ? [
        line(
          'shield-check',
          true,
          'It is on',
          'Signing in asks for a code of your app, or one of your recovery codes.',
          'Turn off…',
          isMust ? null : () => turnOff(changed),
        ),
        codesLine(left, changed),
      ]
    : [
        line(
          'smartphone',
          null,
          'It is off',
          'You need an app that shows such codes; many password managers do.',
          'Turn on…',
          (event) => turnOn(event, changed),
        ),
      ];
  if (isMust) lines.unshift(el('p', { class: 'notice', role: 'status' }, isOn ? MUST.on : MUST.off));
  $('#factor').replaceChildren(...lines);
  $('#factor-state').textContent = !isOn ? 'Off' : left <= FEW ? `${many(left, 'code')} left` : 'On';
}
