// The sheet for a new list, and for what one changes of it: its name, what it is about, who sees it, whether its places
// have numbers.
//
//   const dialog = listSheet({ done: (list) => … });            // a new one
//   listSheet({ list, done });                                  // that one: what others changed meanwhile stays

import { amend } from '../core/amend.js';
import { api } from '../core/api.js';
import { el } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { chooseInForm } from '../ui/both-texts.js';
import { sheet } from '../ui/sheet.js';
import { SEEN_BY } from './list-card.js';

const HINTS = {
  private: 'Nobody else knows of it.',
  members: 'Members find it among the lists of others.',
  public: 'So do members; and whoever has its address reads it, without an account.',
};

export const pathOf = ({ id }) => `lists.cgi/${encodeURIComponent(id)}`;

export function listSheet({ list = null, done }) {
  const base = { name: '', description: null, visibility: 'private', is_ranked: false, ...list };
  const seen = (value) =>
    el(
      'label',
      {},
      el('input', { type: 'radio', name: 'visibility', value, checked: base.visibility === value }),
      el('span', {}, el('b', {}, SEEN_BY[value]), el('small', {}, HINTS[value])),
    );
  const form = el(
    'form',
    { id: 'list-form', class: 'list-form', method: 'post', action: `cgi-bin/${list ? pathOf(list) : 'lists.cgi/'}` },
    list ? el('input', { type: 'hidden', name: '_method', value: 'PATCH' }) : null,
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'list-name' }, 'Name'),
      el('input', {
        id: 'list-name',
        name: 'name',
        type: 'text',
        required: true,
        maxlength: '200',
        autocomplete: 'off',
        value: base.name,
      }),
    ),
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'list-about' }, 'About ', el('small', {}, 'optional')),
      el('textarea', { id: 'list-about', name: 'description', maxlength: '20000', rows: '2' }, base.description ?? ''),
    ),
    el('fieldset', { class: 'seen' }, el('legend', {}, 'Who sees it'), ...Object.keys(SEEN_BY).map(seen)),
    el(
      'p',
      { class: 'field check' },
      el(
        'label',
        {},
        el('input', { type: 'checkbox', name: 'is_ranked', value: 'true', checked: base.is_ranked }),
        'Ranked: its places have numbers',
      ),
    ),
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn', type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      el('button', { class: 'btn primary', type: 'submit' }, list ? 'Save' : 'Make the list'),
    ),
  );
  const { name, description, visibility, is_ranked: ranked } = form.elements;
  const typed = () => ({
    name: name.value,
    description: description.value.trim() ? description.value : null,
    visibility: visibility.value,
    is_ranked: ranked.checked,
  });
  // Of what somebody else changed, too, both are shown, and one is chosen.
  function choose(error) {
    if (error.code !== 'changed_elsewhere') throw error;
    chooseInForm(form, error, {
      base,
      take: (field, theirs) => {
        if (field === 'is_ranked') ranked.checked = theirs;
        else form.elements[field].value = theirs ?? '';
      },
    });
    return null;
  }
  const change = () => {
    const fields = Object.fromEntries(Object.entries(typed()).filter(([field, value]) => value !== base[field]));
    return amend(pathOf(list), fields, { base }).catch(choose);
  };
  smooth(form, {
    send: () => (list ? change() : api.post('lists.cgi/', typed())),
    done: (after) => {
      if (!after) return;
      dialog.close();
      done(after);
    },
  });
  const dialog = sheet('list', list ? 'Edit the list' : 'New list', form);
  dialog.classList.add('list-sheet');
  name.focus();
  return dialog;
}
