// Where the installation demands a second factor (`second_factor` of its settings): whoever has none is led to where
// one is set up, as nothing else is answered until then.
//
//   if (await mustHaveFactor(user)) …                  // there is no turning it off
//   location.assign(await firstTo(user, to));          // the way on for who has signed in without a code
//   leadAway();                                         // of who was refused for it; false: that wasn't changed

import { features } from '../core/features.js';

const HERE = 'settings.html';
const SET_UP = `${HERE}#factor-h`;

export async function mustHaveFactor({ role }) {
  const { second_factor: who } = await features();
  return who === 'everyone' || (who === 'admins' && role === 'admin');
}

export const firstTo = async (user, to) => ((await mustHaveFactor(user)) ? SET_UP : to);

export function leadAway() {
  if (location.pathname.split('/').pop() !== HERE) location.replace(SET_UP);
  return false;
}
