// Settings: the invitations that are open, mine or, for an administrator, everybody's; a new one, and the end of one.

import { account } from '../core/account.js';
import { api } from '../core/api.js';
import { day } from '../core/days.js';
import { $ } from '../core/dom.js';
import { endedList } from './ended-list.js';

const name = ({ note }) => note || 'Somebody';

const line = (invite) => ({
  sign: 'user-round-plus',
  name: name(invite),
  facts: [
    invite.created_by && invite.created_by.id !== account()?.id ? `by ${invite.created_by.username}` : null,
    `good until ${day(invite.expires_at)}`,
    `made ${day(invite.created_at)}`,
  ],
});

const question = (invite) => ({
  title: 'Revoke this invitation?',
  text: `${name(invite)}: the link makes no account any more. Whoever used it already stays.`,
  yes: 'Revoke it',
  gone: `Revoked: ${name(invite)}`,
});

export function myInvites() {
  const draw = endedList({
    list: $('#invites'),
    heading: $('#invites-h'),
    get: async () => (await api.get('users.cgi/invites', { query: { page_size: 100 } })).invites,
    path: ({ id }) => `users.cgi/invites/${encodeURIComponent(id)}`,
    line,
    question,
    none: 'None is open.',
  });
  $('#invite-make').onsubmit = async (event) => {
    event.preventDefault();
    (await import('./new-invite.js')).newInvite(draw);
  };
  draw();
}
