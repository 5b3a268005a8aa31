// What was noted, as administrators read it: who did what, when, from where. In groups, to look for one kind of it.

import { moment } from '../core/days.js';
import { el, icon, said } from '../core/dom.js';

const EVENTS = {
  signed_in: ['log-in', 'signed in'],
  signed_out: ['log-out', 'signed out'],
  sign_in_failed: ['circle-alert', 'could not sign in'],
  code_missing: ['circle-alert', 'gave the right password, and no code'],
  refresh_token_reused: ['circle-alert', 'was signed out: a token came a second time'],
  registered: ['user-round-plus', 'made an account'],
  name_changed: ['user-round', 'has another username'],
  email_changed: ['user-round', 'has another e-mail address'],
  account_deleted: ['trash-2', 'was deleted'],
  role_changed: ['users-round', 'has another role'], // which: ROLES
  activated: ['users-round', 'may sign in again'],
  deactivated: ['users-round', 'was deactivated'],
  password_changed: ['key-round', 'has a new password'],
  reset_asked: ['key-round', 'asked for a new password'],
  reset_link_made: ['key-round', 'was made a recovery link'],
  password_reset: ['key-round', 'chose a new password by a link'],
  second_factor_on: ['shield-check', 'turned the second factor on'],
  second_factor_off: ['shield-check', 'has no second factor any more'],
  recovery_code_used: ['shield-check', 'signed in by a recovery code'],
  recovery_codes_made: ['shield-check', 'made new recovery codes'],
  key_made: ['key-round', 'made a key'],
  key_revoked: ['key-round', 'has a key less'],
  invite_made: ['link', 'invited somebody'],
  invite_revoked: ['link', 'has an invitation less'],
  copy_taken: ['download', 'took a copy of all data'],
  restored: ['undo-2', 'restored a copy of all data'],
  copy_made: ['copy', 'made a copy of all data'],
  copy_deleted: ['trash-2', 'deleted a copy of all data'],
  access_refused: ['circle-alert', 'may not do what was asked for'],
  limit_reached: ['circle-alert', 'asked too often'],
  foreign_page_refused: ['circle-alert', 'was sent here by a page of another site'],
};
const ROLES = { admin: 'is an administrator now', member: 'is a member now' };
const REFUSED = ['access_refused', 'limit_reached', 'foreign_page_refused'];
const BAD = ['sign_in_failed', 'refresh_token_reused', 'account_deleted'];

export const GROUPS = {
  in: ['Signing in and out', ['signed_in', 'signed_out', 'recovery_code_used']],
  failed: ['Failures', ['sign_in_failed', 'code_missing', 'refresh_token_reused']],
  refused: ['What was refused', REFUSED],
  accounts: ['Accounts', ['registered', 'name_changed', 'email_changed', 'account_deleted']],
  rights: ['Rights', ['role_changed', 'activated', 'deactivated']],
  passwords: ['Passwords', ['password_changed', 'reset_asked', 'reset_link_made', 'password_reset']],
  factors: ['Second factors', ['second_factor_on', 'second_factor_off', 'recovery_code_used', 'recovery_codes_made']],
  keys: ['Keys and invitations', ['key_made', 'key_revoked', 'invite_made', 'invite_revoked']],
  copies: ['Copies of all data', ['copy_taken', 'copy_made', 'copy_deleted', 'restored']],
};
export const eventsOf = (group) => GROUPS[group]?.[1] ?? [];

export function auditRow({ at, event, user, by, address, about }) {
  const [sign, what] = EVENTS[event] ?? ['circle-alert', event.replaceAll('_', ' ')];
  const role = event === 'role_changed' ? ROLES[about] : null;
  const facts = [by && ['by ', said(by.username)], !role && about && [said(about)], address && [said(address)]].filter(
    Boolean,
  );
  return el(
    'li',
    {},
    el(
      'div',
      { class: 'line event' },
      el('span', { class: `sign${BAD.includes(event) ? ' bad' : ''}` }, icon(sign)),
      el(
        'span',
        { class: 'who' },
        el('b', {}, user ? said(user.username) : REFUSED.includes(event) ? 'Somebody' : 'A name that nobody has'),
        ` ${role ?? what}`,
        el('small', {}, ...facts.flatMap((fact, nth) => (nth ? [' · ', ...fact] : fact))),
      ),
      el('time', { datetime: at }, moment(at)),
    ),
  );
}
