// A date as far as somebody knows it: typed in words (12 July 2009, July 2009, 2009), or picked from the browser's own
// calendar.
//
//   const { node, input, value } = typedDay({ id: 'log-end', name: 'end_date', label: 'Finished', date: '2009-07' });
//   value()                       // '2009-07'; '' where nothing is known; what isn't a date as it was typed

import { el, icon } from '../core/dom.js';
import { partialDate, today } from '../core/days.js';
import { readPartial } from '../title/typed-date.js';

export function typedDay({ id, name, label, date = '', ...attributes }) {
  const input = el('input', { id, name, type: 'text', autocomplete: 'off', value: partialDate(date), ...attributes });
  const value = () => readPartial(input.value).trim();
  const picker = el('input', {
    type: 'date',
    class: 'picker',
    tabindex: '-1',
    'aria-hidden': 'true',
    max: today(),
    onchange: () => {
      if (picker.value) put(picker.value);
    },
  });
  const put = (day) => {
    input.value = partialDate(day);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  };
  const open = el(
    'button',
    {
      class: 'btn quiet round',
      type: 'button',
      'aria-label': `${label}: choose a day`,
      title: 'Choose a day',
      onclick: () => {
        picker.value = /^\d{4}-\d\d-\d\d$/.test(value()) ? value() : today();
        picker.showPicker();
      },
    },
    icon('calendar-days'),
    el('span', { class: 'no-icon' }, '…'),
  );
  const node = el(
    'div',
    { class: 'field typed-day' },
    el('label', { for: id }, label),
    el('div', { class: 'typed-day-row' }, input, picker, open),
  );
  return { node, input, value, put };
}
