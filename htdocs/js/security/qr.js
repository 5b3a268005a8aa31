// The QR code of a secret, as the API draws it (SVG). Of its markup only shapes are taken over, one by one: no text of
// an answer ever becomes markup of the page.
//
//   place.append(drawn(qr_svg, 'QR code of the secret'));

import { el } from '../core/dom.js';

const NS = 'http://www.w3.org/2000/svg';
const SHAPES = ['svg', 'g', 'path', 'rect'];
const KEPT = [
  'viewBox',
  'd',
  'x',
  'y',
  'width',
  'height',
  'fill',
  'stroke',
  'stroke-width',
  'shape-rendering',
  'transform',
];

function copied(from) {
  const to = document.createElementNS(NS, from.localName);
  for (const name of KEPT) if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
  for (const child of from.children) if (SHAPES.includes(child.localName)) to.append(copied(child));
  return to;
}

export function drawn(text, label) {
  const from = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (from.localName !== 'svg') return ''; // the secret is there as text, too
  const svg = copied(from);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return el('div', { class: 'qr' }, svg);
}
