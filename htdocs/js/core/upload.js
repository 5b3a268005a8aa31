// A file that goes up, with news of how much of it is there (0…1): fetch has none.
//
//   const { url } = await upload('users.cgi/me/avatar', { name: 'image', file, fields: {}, progress: (part) => … });

import { address, insist, offline, outcome } from './api.js';
import { tellTabs } from './storage.js';

const send = (path, { name, file, progress, fields = {} }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append(name, file);
    request.open('POST', address(path));
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.addEventListener('load', () =>
      resolve(
        outcome({
          status: request.status,
          text: request.responseText,
          header: (header) => request.getResponseHeader(header),
        }),
      ),
    );
    request.addEventListener('error', () => reject(offline()));
    request.send(body);
  });

export async function upload(path, what) {
  const answer = await insist(() => send(path, what));
  tellTabs();
  return answer;
}
