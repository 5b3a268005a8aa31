// A date field that shows its day in words, as all of the page does, until somebody is in it.
//
//   const day = dayInput({ id: 'd-end_date', name: 'end_date', max: today() });
//   parent.append(day);
//   $('input', day).value = '2026-11-26';
//   day.say();                    // …as nothing else tells it

import { $, el } from '../core/dom.js';
import { partialDate } from '../core/days.js';

class DayInput extends HTMLElement {
  say() {
    const words = partialDate($('input', this).value);
    $('span', this).textContent = words || 'no date';
    this.classList.toggle('none', !words);
  }
}
customElements.define('day-input', DayInput);

export function dayInput(attributes) {
  const day = el(
    'day-input',
    {},
    el('input', { type: 'date', ...attributes }),
    el('span', { class: 'in-words', 'aria-hidden': 'true' }),
  );
  for (const news of ['input', 'change', 'focusout']) day.addEventListener(news, () => day.say());
  day.say();
  return day;
}
