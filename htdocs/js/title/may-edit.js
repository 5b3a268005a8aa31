// Who may change a title (and delete it): whoever added it, as long as it isn't curated; and administrators.

import { account } from '../core/account.js';

export function mayEdit(media) {
  const me = account();
  return me?.role === 'admin' || Boolean(me?.id && media.created_by?.id === me.id && !media.curated);
}
