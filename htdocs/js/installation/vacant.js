// Where nobody has an account yet, making the first one leads, and signing in comes second.

import { $$ } from '../core/dom.js';

export function vacant() {
  for (const create of $$('.door a[href="register.html"], #you [data-for="out"] a[href="register.html"]')) {
    create.parentElement.prepend(create);
    for (const link of $$('.btn', create.parentElement)) link.classList.toggle('primary', link === create);
  }
}
