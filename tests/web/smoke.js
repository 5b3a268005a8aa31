// The main way through the page, for browsers that Playwright doesn't drive: each brings `go`, `run` (a function of
// texts, in the page) and `press` (a key, as WebDriver names it).
import { expect, PASSWORD } from './fixtures.js';

// Look around, sign in, open a title by keys, change its status, undo. (Whoever it is, two at once must be two.)
export async function wayThrough(browser, baseURL, username) {
  const text = (selector) => browser.run((wanted) => document.querySelector(wanted)?.textContent ?? null, selector);
  const number = (selector) => browser.run((wanted) => String(document.querySelectorAll(wanted).length), selector);

  await browser.go(`${baseURL}index.html`);
  await expect.poll(() => number('#newest title-card')).toBe('18');
  await browser.go(`${baseURL}login.html`);
  await browser.run(
    (name, password) => {
      document.querySelector('#username').value = name;
      document.querySelector('#password').value = password;
      document.querySelector('#account-form [type=submit]').click();
    },
    username,
    PASSWORD,
  );
  await expect.poll(() => text('h1 [data-name]')).toBe(username);
  await browser.go(`${baseURL}catalogue.html?q=middlemarch`);
  await expect.poll(() => number('title-card')).toBe('1');
  await browser.press('\uE014'); // arrow right: to the first title
  await expect
    .poll(() => browser.run(() => document.activeElement.closest('title-card')?.querySelector('.t').textContent ?? ''))
    .toBe('Middlemarch');
  await browser.press('\uE007'); // Enter
  await expect.poll(() => text('title-view h2')).toBe('Middlemarch');
  expect(await browser.run(() => String(document.querySelector('dialog[open]').matches(':modal')))).toBe('true');
  const before = await browser.run(() => document.querySelector('title-view [name=status]:checked')?.value ?? '');
  const key = before === 'PAUSED' ? '5' : '3';
  await browser.run(() => {
    new MutationObserver((changes, observer) => {
      const toast = document.querySelector('.toast:popover-open');
      const words = toast?.querySelector('span').textContent;
      if (!words) return;
      observer.disconnect();
      window.undone = words;
      toast.querySelector('button').click();
    }).observe(document, { subtree: true, childList: true });
  }); // looked at from within: a command can take longer than news stay
  await browser.press(key);
  await expect.poll(() => browser.run(() => window.undone ?? '')).toContain('Middlemarch');
  await expect
    .poll(() => browser.run(() => document.querySelector('title-view [name=status]:checked')?.value ?? ''))
    .toBe(before);
  await browser.press('\uE00C'); // Escape
  await expect.poll(() => number('dialog[open]')).toBe('0');
  await browser.go(`${baseURL}library.html`);
  await expect.poll(async () => Number(await number('title-card'))).toBeGreaterThan(5);
  expect(await browser.run(() => String(document.documentElement.scrollWidth <= innerWidth))).toBe('true');
}
