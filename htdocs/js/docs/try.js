// The form that sends a call: what it takes, the same as a line for a shell, and what was answered.

import { $, el, icon } from '../core/dom.js';
import { setAccount } from '../core/account.js';
import { explain } from '../core/api.js';
import { toCopy } from '../ui/to-copy.js';
import { answerOf } from './answer.js';
import { isSession, isSomebody, onWho, who } from './authorize.js';
import { resolved } from './description.js';
import { bodyEntries, parameterEntries } from './inputs.js';
import { curl, send, written } from './request.js';
import { exampleOf, fieldLists, prose } from './schema.js';

const grid = (entries) => el('div', { class: 'inputs' }, ...entries.map(({ node }) => node));

// Who signs in or out by a call of their own has done so, and the page says it.
function follow({ operationId }, answer) {
  if (!isSession()) return;
  if (/^(?:login|register)$/.test(operationId)) setAccount(answer);
  if (/^(?:logout|deleteMe)$/.test(operationId)) setAccount(null);
}

let showAgain = () => {}; // of the form that is there
onWho(() => showAgain());

// The body, in each of the types that it may have: [its nodes, how to ask for what is in it].
function bodyPart(bodies, changed) {
  const example = bodies.map(([, content]) => exampleOf(content)).find(Boolean);
  const place = el('div', { class: 'body' });
  const now = {};
  const draw = (type) => {
    const content = Object.fromEntries(bodies)[type];
    const { description } = resolved(content.schema);
    Object.assign(now, { type, entries: bodyEntries(type, content, example) });
    place.replaceChildren(
      description ? el('p', { class: 'hint' }, ...prose(description)) : '',
      grid(now.entries),
      ...(now.entries[0].place === 'field' ? [] : fieldLists(content.schema, true)),
    );
    changed();
  };
  const choice = el('select', { id: 'type', onchange: () => draw(choice.value) });
  choice.append(...bodies.map(([type]) => el('option', {}, type)));
  draw(choice.value);
  return [el('p', { class: 'field' }, el('label', { for: 'type' }, 'Content-Type'), choice), place, now];
}

export function tryForm(call) {
  const parameters = parameterEntries(call);
  const line = toCopy('', 'For a shell');
  const sender = el('span', {});
  const aboutToken = el('p', { class: 'hint' }, 'TOKEN is an access token, as signing in answers it.');
  const answer = el('div', { class: 'answer', role: 'region', 'aria-label': 'Answer', tabindex: '-1', hidden: true });
  let body = {};
  const request = () => written(call, [...parameters, ...(body.entries ?? [])], body.type);
  showAgain = () => {
    $('code', line).textContent = curl(request(), isSomebody());
    aboutToken.hidden = !isSomebody();
    sender.textContent = `Sent ${who()}.`;
  };
  const bodyNodes = [];
  if (call.bodies.length) {
    const [choice, place, now] = bodyPart(call.bodies, () => showAgain());
    body = now;
    bodyNodes.push(el('h3', {}, 'Body'), choice, place);
  }
  showAgain();
  const form = el(
    'form',
    { class: 'try', oninput: showAgain },
    el('h3', {}, 'Parameters'),
    parameters.length ? grid(parameters) : el('p', { class: 'hint' }, 'It has none.'),
    ...bodyNodes,
    el('h3', {}, 'Try it'),
    line,
    aboutToken,
    el('p', { class: 'actions' }, el('button', { class: 'btn primary', type: 'submit' }, icon('play'), 'Send'), sender),
    answer,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    try {
      const response = await send(request());
      if (response.ok)
        follow(
          call,
          await response
            .clone()
            .json()
            .catch(() => null),
        );
      answer.replaceChildren(...(await answerOf(response)));
    } catch (error) {
      answer.replaceChildren(el('p', { class: 'said bad' }, explain(error)));
    }
    form.ariaBusy = null;
    answer.hidden = false;
    answer.focus({ preventScroll: true });
    answer.scrollIntoView({ block: 'nearest' });
  });
  return form;
}
