// The answer to a call: its status, its headers, and what it says or shows.

import { el } from '../core/dom.js';
import { decoded, inWords } from '../core/send-picture.js';
import { quote } from '../ui/to-copy.js';
import { pretty, unfold } from './schema.js';

const asText = (text) => {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
};

// Drawn from what was sent: the policy of the page loads no picture from anywhere else, and a token none at all.
async function picture(blob) {
  const image = await decoded(blob);
  const label = `The picture that was sent, ${image.width} × ${image.height}`;
  const canvas = el('canvas', { width: image.width, height: image.height, role: 'img', 'aria-label': label });
  canvas.getContext('2d').drawImage(image, 0, 0);
  image.close();
  return canvas;
}

let saved = null; // the address of the last file, as long as it can be saved
function file(blob) {
  if (saved) URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(blob);
  return el('p', {}, el('a', { class: 'btn', href: saved, download: 'answer' }, `Save ${inWords(blob.size)}`));
}

async function content(response) {
  const blob = await response.blob();
  if (!blob.size) return el('p', { class: 'hint' }, 'Nothing is in it.');
  if (/^image\//.test(blob.type)) return picture(blob);
  if (/^(?:text\/|application\/(?:[\w.-]+\+)?json)/.test(blob.type)) return quote(asText(await blob.text()), 'Body');
  return file(blob);
}

export async function answerOf(response) {
  const headers = [...response.headers];
  return [
    el(
      'p',
      { class: response.ok ? 'said ok' : 'said bad' },
      el('b', {}, `${response.status} ${response.statusText}`.trim()),
      response.redirected ? ` from ${response.url}` : '',
    ),
    await content(response),
    unfold(`Headers (${headers.length})`, () => [
      el(
        'dl',
        { class: 'headers' },
        ...headers.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
      ),
    ]),
  ];
}
