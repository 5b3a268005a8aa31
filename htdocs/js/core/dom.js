// Small helpers for the DOM. Text is only ever text: nothing here takes markup.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// el('a', { class: 'btn', href: 'edit.html' }, icon('plus'), 'Add') — an element with attributes and children.
// Properties are set when they are functions or booleans (onclick, hidden, checked), attributes otherwise.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function' || typeof value === 'boolean') node[name] = value;
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Text that somebody typed: isolated, so that its writing direction stays its own.
export const said = (text) => el('bdi', {}, text ?? '');

// The address of a file that the page is made of: they are in one folder, as modules are (lib/site/site.sh).
export const file = (name) => new URL(`../../${name}`, import.meta.url).href;

export function icon(name, className = 'i', from = 'vendor/icons.svg') {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${file(from)}#${name}`);
  svg.append(use);
  return svg;
}

// The address of a picture that is kept here. None for one from elsewhere: the policy of the page loads nothing from
// there.
export function ours(address) {
  try {
    const url = new URL(address, document.baseURI);
    return address && url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

// A link to elsewhere, named by its host. What a browser can't read as an http(s) address is shown and leads nowhere.
export function outward(address, ...signs) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    /* the API is no browser, and takes more */
  }
  return /^https?:$/.test(url?.protocol)
    ? el('a', { href: url.href, rel: 'noopener noreferrer', target: '_blank' }, ...signs, url.host)
    : said(address);
}

// A style sheet that the page has not had until now; when it is there.
export const styled = (name) =>
  new Promise((resolve) => {
    const href = file(name);
    const link = $$('link').find((one) => one.href === href) ?? el('link', { rel: 'stylesheet', href });
    if (link.sheet) {
      resolve();
      return;
    }
    for (const news of ['load', 'error']) link.addEventListener(news, resolve, { once: true });
    if (!link.isConnected) document.head.append(link);
  });

export const debounce = (wait, run) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(run, wait, ...args);
  };
};

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

// Changes the page in one smooth step where the browser can.
export function smoothly(change) {
  if (document.startViewTransition && !calm() && document.visibilityState === 'visible')
    document.startViewTransition(change);
  else change();
}
