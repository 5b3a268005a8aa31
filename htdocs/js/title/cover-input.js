// The cover of a title in its form: the drawn one as it is typed, the one it has, or the picture that somebody chose or
// dropped, which goes up when the form is sent. (The policy of the page has no blob: addresses, so the preview is
// painted.)
//
//   const cover = coverInput(form);
//   cover.show(media);                    // the title as it is saved, or null
//   cover.removed                         // the one it has is to go
//   await cover.ready();                  // what was chosen is read; throws what is wrong with it
//   await cover.send(media);              // sends what was chosen, if anything was; an error names _cover

import { explain } from '../core/api.js';
import { $, el } from '../core/dom.js';
import { readPartial } from './typed-date.js';
import { pictureOf } from './picture.js';
import { cover as drawn } from './drawn-cover.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { decoded, fitted, sendPicture, tooLarge } from '../core/send-picture.js';

const TYPES = ['image/jpeg', 'image/png', 'image/webp'];
const [WIDTH, HEIGHT] = [400, 600];
const about = (message) => ({ status: 400, details: [{ field: '_cover', message }] });

export function coverInput(form) {
  const [box, zone, word, off, bar] = ['#cover', '.cover-in', '#cover-word', '#cover-off', '#cover-progress'].map(
    (selector) => $(selector, form),
  );
  const input = form.elements._cover;
  let saved = null; // the title that has a picture already
  let file = null;
  let preview = null;
  let removed = false;

  function draw() {
    const { type, title, creator, pub_date: date } = form.elements;
    const now = {
      type: type.value,
      title: title.value || 'Untitled',
      creator: creator.value,
      pub_date: readPartial(date.value),
    };
    const own = saved?.image_url && !removed;
    box.className = `cover big ${{ BOOK: 'book' }[now.type] ?? ''}`;
    box.replaceChildren(preview ?? (own ? pictureOf(saved) : type.value ? drawn(now) : ''));
    word.textContent = file || own ? 'Choose another' : 'Choose a cover';
    off.hidden = !(file || saved?.image_url);
    off.textContent = file ? 'Not this one' : removed ? 'Keep the cover' : 'Remove the cover';
  }

  async function read(chosen) {
    if (!TYPES.includes(chosen.type)) throw about(`${chosen.name} is no JPEG, PNG or WebP picture`);
    const bitmap = await decoded(chosen).catch(() => {
      throw about(`${chosen.name} ${tooLarge(chosen) ?? 'is no JPEG, PNG or WebP picture'}`);
    });
    try {
      const canvas = el('canvas', { class: 'cv', width: WIDTH, height: HEIGHT });
      const scale = Math.max(WIDTH / bitmap.width, HEIGHT / bitmap.height);
      canvas
        .getContext('2d')
        .drawImage(
          bitmap,
          (WIDTH - bitmap.width * scale) / 2,
          (HEIGHT - bitmap.height * scale) / 2,
          bitmap.width * scale,
          bitmap.height * scale,
        );
      const fit = await fitted(chosen, bitmap);
      if (!fit) throw about(`${chosen.name} ${tooLarge(chosen) ?? 'has too many points'}`);
      return [fit, canvas];
    } finally {
      bitmap.close();
    }
  }

  // Large ones take a while. Whatever is chosen last counts.
  let reading = null;
  async function choose(chosen) {
    if (!chosen) return;
    clearErrors(zone);
    const mine = (reading = read(chosen));
    bar.removeAttribute('value');
    bar.hidden = false;
    try {
      const read = await mine;
      if (mine === reading) [file, preview, removed] = [...read, false];
    } catch (error) {
      if (mine === reading) showErrors(form, error);
    }
    if (mine !== reading) return;
    reading = null;
    bar.hidden = true;
    input.value = '';
    draw();
  }

  input.addEventListener('change', () => choose(input.files[0]));
  off.addEventListener('click', () => {
    if (file) [file, preview, reading, bar.hidden] = [null, null, null, true];
    else removed = !removed;
    clearErrors(zone);
    draw();
    if (off.hidden) input.focus();
  });
  const carries = (event) => event.dataTransfer?.types.includes('Files');
  for (const name of ['dragenter', 'dragover'])
    form.addEventListener(name, (event) => {
      if (carries(event)) {
        event.preventDefault();
        zone.classList.add('over');
      }
    });
  for (const name of ['dragleave', 'drop'])
    form.addEventListener(name, (event) => {
      if (name === 'drop' || !form.contains(event.relatedTarget)) zone.classList.remove('over');
    });
  form.addEventListener('drop', (event) => {
    if (carries(event)) {
      event.preventDefault();
      choose(event.dataTransfer.files[0]);
    }
  });

  return {
    draw,
    get removed() {
      return removed;
    },
    get changed() {
      return removed || Boolean(file);
    },
    show(media) {
      saved = media;
      draw();
    },
    ready: async () => {
      while (reading) await reading;
    },
    clear() {
      [file, preview, removed, reading] = [null, null, false, null];
      bar.hidden = true;
      draw();
    },
    async send(media) {
      if (!file) return;
      bar.value = 0;
      bar.hidden = false;
      try {
        await sendPicture(`media.cgi/${encodeURIComponent(media.id)}/image`, file, (part) => {
          bar.value = part;
        });
      } catch (error) {
        throw Object.assign(error, {
          details: about(`The title is saved, its cover is not: ${explain(error)}`).details,
        });
      } finally {
        bar.hidden = true;
      }
    },
  };
}
