// A change of a record that somebody else, another tab or a program may have changed meanwhile. Nothing of theirs is
// overwritten: it is sent with the record's tag (If-Match), and where that no longer matches, the record is read anew.
// Fields that nobody touched are changed all the same; of the others both values are somebody's to choose from.
//
//   const after = await amend('usermedia.cgi/ID', { note: 'mine' }, { base: entry, record: entry });
//
// `base`: the fields as they were when this change began. `record`: the newest that is known of it; without a tag it is
// read first. Throws what api.patch does, or an ApiError with the code `changed_elsewhere`, and `theirs` (the record as
// it is now) and `fields` (the names of those that differ).

import { ApiError, api, tagOf } from './api.js';
import { dayOf, moment } from './days.js';

const TRIES = 5; // somebody else would have to be faster each time

// Who types a day knows of no instant; and nothing may be null, no text or no page.
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const plain = (value) => (TIME.test(value) ? dayOf(value) : value) || null;
const alike = (one, two) => plain(one) === plain(two);

export async function amend(path, wanted, { base, record = null, keepalive = false }) {
  const differs = (now) =>
    Object.keys(wanted).filter((name) => !alike(now[name], base[name]) && !alike(now[name], wanted[name]));
  let now = record && !differs(record).length ? record : null; // what is known may be old
  for (let tries = 1; ; tries++) {
    if (!keepalive && !(now && tagOf(now))) {
      now = await api.get(path);
      const fields = differs(now);
      if (fields.length) throw changedElsewhere(now, fields);
    }
    try {
      return await api.patch(path, wanted, { keepalive, match: now && tagOf(now) });
    } catch (error) {
      if (error.status !== 412 || keepalive || tries === TRIES) throw error;
      now = null;
    }
  }
}

const changedElsewhere = (theirs, fields) =>
  Object.assign(new ApiError(412, 'changed_elsewhere', `It was changed elsewhere at ${moment(theirs.updated_at)}.`), {
    theirs,
    fields,
  });
