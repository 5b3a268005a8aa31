// Text for the clipboard. Without a secure context (plain http in a house) there is none to ask: then as it was done
// before, from a node that holds the text.
//
//   if (!await copy(input)) …      // it is selected, to be copied by hand
//   const [form, button] = copyForm({ id: 'link', label: 'Its address', value, action: 'list.html', word: 'address' });
//                                  // shows it with a button that copies it; `word`: what it is called
//                                  // below; isLong: in lines, all of it to be seen

import { $, el, icon } from './dom.js';

export async function copy(node) {
  try {
    await navigator.clipboard.writeText(node.value ?? node.textContent);
    return true;
  } catch {
    if (node.select) node.select();
    else getSelection().selectAllChildren(node);
    return document.execCommand('copy');
  }
}

export function copyForm({ id, label, value, action, word, isLong = false }) {
  const basic = { id, name: id, readonly: '', onfocus: () => input.select() };
  const input = isLong
    ? el('textarea', { ...basic, rows: '2' }, value)
    : el('input', { ...basic, type: 'text', value });
  const button = el('button', { class: 'btn primary', type: 'submit' }, icon('copy'), el('span', {}, 'Copy'));
  const state = el('p', { class: 'hint', role: 'status' });
  const form = el(
    'form',
    { id: `${id}-form`, method: 'get', action },
    el('p', { class: 'field' }, el('label', { for: id }, label), el('span', { class: 'with-btn' }, input, button)),
    state,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const done = await copy(input);
    $('span', button).textContent = done ? 'Copied' : 'Copy';
    state.textContent = done
      ? 'It is in the clipboard.'
      : `This browser doesn’t let us copy: the ${word} is selected, copy it by hand.`;
  });
  return [form, button];
}
