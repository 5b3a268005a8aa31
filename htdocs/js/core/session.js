// Signing in, registering, signing out.

import { setAccount } from './account.js';
import { api } from './api.js';

// The session is in cookies that no script reads: what answers it has no tokens, either (RFC 7240).
export const quietly = { Prefer: 'return=minimal' };
const enter = (call, fields) =>
  api.post(`auth.cgi/${call}`, JSON.stringify(fields), {
    auth: false,
    headers: { ...quietly, 'Content-Type': 'application/json' },
  });

export async function login(fields) {
  const user = await enter('login', fields).catch((error) => {
    if (error.status === 401) error.message = 'The username or the password is wrong.';
    throw error;
  });
  setAccount(user);
  return user;
}

export async function register(fields) {
  const user = await enter('register', fields);
  setAccount(user);
  return user;
}

export async function logout() {
  try {
    await api.post('auth.cgi/logout', undefined, { auth: false });
  } catch (error) {
    if (error.status !== 401) throw error; // 401: the session was over already
  }
  // What was typed, too: whoever sits here next is somebody else.
  const { forgetTab } = await import('./forget-tab.js');
  setAccount(null);
  forgetTab();
}
