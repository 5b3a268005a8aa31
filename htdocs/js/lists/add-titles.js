// The sheet by which titles are put on a list, one after the other: each goes to its end.
//
//   addTitles(list);

import { api } from '../core/api.js';
import { said } from '../core/dom.js';
import { pickTitle } from '../title/pick-title.js';
import { sheet } from '../ui/sheet.js';
import { complain, settled, toast } from '../ui/toast.js';
import { pathOf } from './list-form.js';
import { itemPath } from './list-row.js';

const changed = () => document.dispatchEvent(new CustomEvent('list-changed'));

async function put(list, media) {
  try {
    await settled(); // it may have been taken off just now
    const { id, position } = await api.post(`${pathOf(list)}/items`, { media_id: media.id });
    changed();
    toast(`${media.title} is number ${position} on the list`, {
      undo: () => api.delete(itemPath(list, id)).catch(complain).then(changed),
    });
  } catch (error) {
    complain(error);
  }
}

export function addTitles(list) {
  const { node, input } = pickTitle({
    own: 'Type what belongs on it.',
    pick: async (media) => {
      await put(list, media);
      input.focus();
      input.select(); // on with the next
    },
  });
  const dialog = sheet('pick', ['Add to ', said(list.name)], node);
  dialog.classList.add('pick-sheet');
  input.focus();
}
