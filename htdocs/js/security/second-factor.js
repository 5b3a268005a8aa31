// Settings: whether signing in wants a code beside the password; turned on and off here.
//
//   showSecondFactor(me, changed);      // changed(isOn): it is another one now

import { api } from '../core/api.js';
import { $, el, icon } from '../core/dom.js';
import { askFirst } from '../ui/confirm.js';
import { complain, toast } from '../ui/toast.js';

export const TOTP = 'users.cgi/me/totp';

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
      changed(false);
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
    setUp(secret, () => {
      changed(true);
      toast('Your second factor is on');
    });
  } catch (error) {
    complain(error);
  }
  button.ariaBusy = null;
}

export function showSecondFactor({ second_factor: isOn }, changed) {
  const [sign, state, facts, words] = isOn
    ? [
        'shield-check',
        'It is on',
        'Signing in asks for a code of your app, or one of your recovery codes.',
        'Turn off…',
      ]
    : ['smartphone', 'It is off', 'You need an app that shows such codes; many password managers do.', 'Turn on…'];
  const button = el(
    'button',
    {
      class: 'btn',
      type: 'button',
      onclick: (event) => (isOn ? turnOff(changed) : turnOn(event, changed)),
    },
    words,
  );
  $('#factor').replaceChildren(
    el(
      'div',
      { class: 'line' },
      el('span', { class: `sign${isOn ? ' good' : ''}` }, icon(sign)),
      el('span', { class: 'who' }, el('b', {}, state), el('small', {}, facts)),
      el('span', { class: 'actions' }, button),
    ),
  );
}
