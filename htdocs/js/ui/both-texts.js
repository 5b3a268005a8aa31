// What somebody else, another tab or a program changed meanwhile, under the field that has mine: one of the two is
// chosen.
//
//   parent.append(bothTexts(error, 'note', { keep: () => …, take: () => … }));     // error: as amend() throws it
//   chooseInForm(form, error, { base, take: (name, theirs) => … });                 // beside each field of a form

import { $, $$, el, icon, said } from '../core/dom.js';
import { moment } from '../core/days.js';

export function bothTexts({ theirs }, name, { words = String, keep, take }) {
  const box = el(
    'div',
    { class: 'both', role: 'alert' },
    el('p', {}, icon('circle-alert'), `Changed elsewhere at ${moment(theirs.updated_at)}:`),
    el('blockquote', {}, theirs[name] ? said(words(theirs[name])) : el('i', {}, 'nothing')),
    el(
      'p',
      { class: 'actions' },
      ...[
        ['Keep mine', keep],
        ['Take theirs', take],
      ].map(([label, run]) =>
        el(
          'button',
          {
            class: 'btn',
            type: 'button',
            onclick: () => {
              box.remove();
              run();
            },
          },
          label,
        ),
      ),
    ),
  );
  return box;
}

// The form is sent again when all is chosen. `base`: the record that it was filled from, whose fields become theirs.
export function chooseInForm(form, error, { base, take }) {
  const { theirs, fields } = error;
  for (const old of $$('.both', form)) old.remove();
  const chosen = () => {
    if (!$('.both', form)) form.requestSubmit();
  };
  for (const name of fields) {
    const field = form.elements.namedItem(name);
    const input = field instanceof RadioNodeList ? field[0] : field;
    (input?.closest('.field, fieldset') ?? form).append(
      bothTexts(error, name, {
        keep: () => {
          base[name] = theirs[name];
          chosen();
        },
        take: () => {
          base[name] = theirs[name];
          take(name, theirs[name]);
          chosen();
        },
      }),
    );
  }
  $('.both button', form).focus();
}
