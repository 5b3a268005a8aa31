// <person-row>: somebody with an account, as an administrator sees them: how many titles they have and added, role,
// whether they may come in, a link for a lost password, and the end of a second factor for a lost phone. What the API
// refuses is said in the row.
//
//   const row = el('person-row');
//   row.show(user);            // says `person` (detail: the user) when something changed

import { $, el, icon, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { api } from '../core/api.js';
import { avatar } from './avatar.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { askFirst } from '../ui/confirm.js';
import { toast } from '../ui/toast.js';
import { day } from '../core/days.js';
import { many, number } from '../core/words.js';

const path = (user) => `users.cgi/${encodeURIComponent(user.id)}`;
const isMe = (user) => account()?.id === user.id;

function news(user, wanted) {
  if ('role' in wanted)
    return user.role === 'admin' ? `${user.username} is an administrator` : `${user.username} is a member`;
  return user.is_active
    ? `${user.username} may sign in again`
    : `${user.username} is deactivated, and signed out everywhere`;
}

class PersonRow extends HTMLElement {
  #user = null;

  show(user) {
    this.#user = user;
    const id = `person-${user.id}`;
    const role = el(
      'select',
      { name: 'role', id: `${id}-role` },
      el('option', { value: 'member' }, 'Member'),
      el('option', { value: 'admin' }, 'Administrator'),
    );
    const active = el('input', {
      type: 'checkbox',
      name: 'is_active',
      value: 'true',
      role: 'switch',
      id: `${id}-active`,
    });
    const form = el(
      'form',
      { id, method: 'post', action: `cgi-bin/${path(user)}`, class: 'rights' },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('label', { class: 'vh', for: role.id }, 'Role of ', said(user.username)),
      role,
      el(
        'label',
        { class: 'switch' },
        active,
        el('span', { class: 'label' }, 'Active'),
        el('span', { class: 'vh' }, ': ', said(user.username)),
      ),
      el('div', { class: 'row-errors', 'data-errors': '' }),
    );
    form.addEventListener('change', ({ target }) =>
      this.#change(target === role ? { role: role.value } : { is_active: active.checked }, form),
    );
    form.addEventListener('submit', (event) => event.preventDefault());
    const link = el(
      'form',
      { id: `${id}-reset`, method: 'post', action: `cgi-bin/${path(user)}/password-reset`, class: 'recover' },
      el(
        'button',
        {
          class: 'btn quiet',
          type: 'submit',
          'aria-label': `Recovery link for ${user.username}`,
          title: 'A link for a lost password',
        },
        icon('key-round'),
        el('span', { class: 'words' }, 'Recovery link'),
      ),
    );
    link.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#recover(link);
    });
    const factor = el(
      'form',
      { id: `${id}-factor`, method: 'post', action: `cgi-bin/${path(user)}/totp`, class: 'recover factor' },
      el('input', { type: 'hidden', name: '_method', value: 'DELETE' }),
      el(
        'button',
        {
          class: 'btn quiet',
          type: 'submit',
          'aria-label': `Take the second factor off ${user.username}`,
          title: 'For who has lost phone and recovery codes',
        },
        icon('shield-check'),
        el('span', { class: 'words' }, 'Factor off…'),
      ),
    );
    factor.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#takeOff();
    });
    this.setAttribute('class', 'line person');
    this.replaceChildren(
      avatar(user, 40),
      el(
        'span',
        { class: 'who' },
        el('b', {}, said(user.username)),
        isMe(user) ? el('span', { class: 'tag' }, 'You') : null,
        el(
          'small',
          {},
          el('span', { class: 'has-factor' }, 'Second factor · '),
          ...(user.name ? [said(user.name), ' · '] : []),
          ...(user.email ? [said(user.email), ' · '] : []),
          `since ${day(user.created_at)} · ${many(user.entry_count, 'title')}, ${number(user.media_count)} added`,
        ),
      ),
      form,
      factor,
      link,
    );
    this.#update();
  }

  #update() {
    const { role, is_active: active } = this.#user;
    $('[name=role]', this).value = role;
    $('[name=is_active]', this).checked = active;
    $('.recover:not(.factor)', this).hidden = !active; // a deactivated account has no password to recover
    $('.has-factor', this).hidden = !this.#user.second_factor;
    $('.factor', this).classList.toggle('none', !this.#user.second_factor);
    this.classList.toggle('off', !active);
  }

  #keep(user) {
    this.#user = user;
    this.#update();
    this.dispatchEvent(new CustomEvent('person', { detail: user, bubbles: true }));
    // A list that was drawn anew meanwhile.
    if (!this.isConnected) document.dispatchEvent(new CustomEvent('list-changed'));
  }

  async #change(wanted, form) {
    const user = this.#user;
    clearErrors(this);
    const send = () => api.patch(path(user), wanted);
    try {
      // What one takes from oneself, one can't give back.
      if (isMe(user)) {
        if (!(await this.#ask(wanted, send))) this.#update();
        return;
      }
      this.#keep(await send());
    } catch (error) {
      this.#update();
      showErrors(form, error);
      return;
    }
    const undo = Object.fromEntries(Object.keys(wanted).map((name) => [name, user[name]]));
    toast(news(this.#user, wanted), {
      undo: () =>
        api.patch(path(user), undo).then(
          (back) => this.#keep(back),
          (error) => showErrors(form, error),
        ),
    });
  }

  #ask(wanted, run) {
    return askFirst({
      title: 'role' in wanted ? 'Be a member only?' : 'Deactivate your own account?',
      text:
        'role' in wanted
          ? 'You will not see this page any more. Only another administrator can undo that.'
          : 'You will be signed out everywhere. Only an administrator can undo that.',
      yes: 'role' in wanted ? 'Be a member' : 'Deactivate it',
      run: () => run().catch(inWords),
      done: (user) => this.#keep(user),
    });
  }

  #takeOff() {
    const user = this.#user;
    askFirst({
      title: ['Take the second factor off ', said(user.username), '?'],
      text:
        'The password alone signs in then, and the recovery codes end. Do it only for who you are sure is the one: ' +
        'it is how a stranger would ask, too. It is noted in the log.',
      yes: 'Take it off',
      action: 'admin.html',
      run: () =>
        api.delete(`${path(user)}/totp`).catch((error) => {
          if (error.status !== 404) throw error; // there is none any more
        }),
      done: () => {
        this.#keep({ ...user, second_factor: false });
        $('select', this)?.focus();
        toast(`${user.username} has no second factor any more`);
      },
    });
  }

  async #recover(form) {
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    clearErrors(this);
    try {
      const { reset_link: link } = await api.post(`${path(this.#user)}/password-reset`);
      const { showLink } = await import('./recovery-link.js');
      showLink(this.#user, new URL(link, document.baseURI).href);
    } catch (error) {
      showErrors($('.rights', this), error);
    }
    form.ariaBusy = null;
  }
}
customElements.define('person-row', PersonRow);

// In a dialog that has no field of that name.
function inWords(error) {
  if (error.status === 409)
    Object.assign(error, { message: 'You are the last administrator. Make somebody else one first.', details: [] });
  throw error;
}
