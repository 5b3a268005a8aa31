// Signing in, registering, signing out.

import { setAccount } from './account.js';
import { api } from './api.js';

export async function login(fields) {
  const user = await api.post('auth.cgi/login', fields, { auth: false }).catch((error) => {
    if (error.status === 401) error.message = 'The username or the password is wrong.';
    throw error;
  });
  setAccount(user);
  return user;
}

export async function register(fields) {
  const user = await api.post('auth.cgi/register', fields, { auth: false });
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
