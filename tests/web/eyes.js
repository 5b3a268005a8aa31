// What every page must be, whatever is on it: clean for assistive technology, no wider than the screen, and big enough
// for fingers.
import fs from 'node:fs';
import { expect } from '@playwright/test';

const AXE = fs.readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const COLOURS = { type: 'rule', values: ['color-contrast'] };

export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

// What moved by itself on pages that are opened from now on: how far, and what.
export const watchJumps = (page) =>
  page.addInitScript(() => {
    window.jumps = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput)
          window.jumps.push([value, ...sources.map(({ node }) => node?.className || node?.id || node?.nodeName)]);
    }).observe({ type: 'layout-shift', buffered: true });
  });
// How far all of it did.
export const jumped = (page) => page.evaluate(() => window.jumps.reduce((sum, [value]) => sum + value, 0));

// Of what a page has many of, two rows of the widest grid are enough to look at: the time that it takes grows with all
// that is there.
export const thin = (page) =>
  page.evaluate(() => {
    const MOST = 24;
    for (const list of document.querySelectorAll('ol, ul, tbody'))
      for (const more of [...list.children].slice(MOST)) more.remove();
  });

// Axe finds nothing here, by light and by dark. (Of its rules only the one about colours can tell them apart, and it
// takes as long as all others: where a phone has the same in the same colours, `colours` is false. What moves has other
// colours on its way: from here on nothing does. Style sheets it would ask for are for no rule of these.)
export async function clean(page, part = 'body', { colours = true } = {}) {
  const found = [];
  const rules = colours ? {} : { 'color-contrast': { enabled: false } };
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  for (const [colorScheme, runOnly] of [['light', RULES], ...(colours ? [['dark', COLOURS]] : [])]) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(
      ...(await page.evaluate(
        async ([within, options]) => {
          const { violations } = await window.axe.run({ include: [within] }, options);
          const where = ({ html, any: [first] }) => `${html.slice(0, 160)} ${first?.message ?? ''}`;
          return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(where).join('\n')}`);
        },
        [part, { runOnly, rules, resultTypes: ['violations'], selectors: false, preload: false }],
      )),
    );
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(found, page.url()).toEqual([]);
}

export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// What `run` finds of a page that was opened on a wide screen, as a phone has it: narrow, and met by a finger.
export async function asPhone(page, run) {
  const wide = page.viewportSize();
  const client = await page.context().newCDPSession(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await client.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
  await run();
  await client.detach();
  await page.setViewportSize(wide);
  expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(false);
}

// Targets of less than 44 px, as a finger meets them; those of a dialog where it lies over the rest.
export const tooSmall = (page) =>
  page.evaluate(() => {
    const wanted =
      '.btn:not(.link), .chip, .tabbar > *, .chips label, .sort select, .seg label, .pill, .tabs ' +
      'label, .field input:not([type=checkbox]), .field.check label, .field textarea, .kinds label, ' +
      '.status label, .switch, .find input, .rights select, .only select';
    const out = [];
    for (const node of (document.querySelector('dialog:modal') ?? document).querySelectorAll(wanted)) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('.vh')) continue;
      node.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = node.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      // What counts is where a finger hits it, which may be beyond what is drawn.
      const hits = (dx, dy) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit && (node === hit || node.contains(hit));
      };
      // (Most reach far enough: that is seen in a few steps. How far they do takes many times as long.)
      if ([-21, -14, -7, 7, 14, 21].every((far) => hits(0, far) && hits(far, 0))) continue;
      let up = 0,
        down = 0,
        before = 0,
        after = 0;
      while (up < 30 && hits(0, -up - 1)) up++;
      while (down < 30 && hits(0, down + 1)) down++;
      while (before < 30 && hits(-before - 1, 0)) before++;
      while (after < 30 && hits(after + 1, 0)) after++;
      if (up + down + 1 < 43 || before + after + 1 < 43)
        out.push(
          `${node.className || node.id || node.nodeName} ${before + after + 1}x${up + down + 1} ` +
            `${node.textContent.trim().slice(0, 20)}`,
        );
    }
    return out;
  });

// What a reader can't read: boxes on each other, boxes beyond the screen or beyond what they belong to, words cut to a
// letter or two. Looked at are the leaves: lines of text, pictures, buttons, and fields.
export const unreadable = (page) =>
  page.evaluate(() => {
    const FIELDS = 'input, select, textarea, button, .btn, img, svg, progress, :is(.chips, .seg, .status) label';
    const HOLDS =
      '.btn, .card, .own, .cont, .spot, .set, .panel, .line, .menu, .pill, .chips label, .status label, main';
    // What lies over the rest is compared with its like only.
    const FLOATS = '.bar, .tabbar, .bulk, .plan-foot, .rail, .menu, .toast, .sheet-tools, .skip, .narrow-panel, .cover';
    const within = document.querySelector('dialog:modal') ?? document.body;
    const wide = document.documentElement.clientWidth;
    const styles = new Map();
    const styleOf = (node) => styles.get(node) ?? styles.set(node, getComputedStyle(node)).get(node);
    const shown = (node) =>
      node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest('.vh, .glow');
    // Where what is in a node can be seen: less than everywhere where something around it scrolls or cuts, nowhere
    // (null) where something is cut to a shape.
    const windows = new Map([
      [null, { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }],
      [document.body, { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }],
    ]);
    const both = (a, b) => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    function windowOf(node) {
      if (!windows.has(node)) {
        const { clipPath, display, overflow } = styleOf(node);
        const around = clipPath === 'none' ? windowOf(node.parentElement) : null;
        const cuts = around && display !== 'contents' && overflow !== 'visible';
        windows.set(node, cuts ? both(around, node.getBoundingClientRect()) : around);
      }
      return windows.get(node);
    }
    function seen(box, node) {
      const around = windowOf(node);
      const rest = around && both(around, box);
      return rest && rest.right - rest.left > 1 && rest.bottom - rest.top > 1 ? rest : null;
    }
    const leaves = [];
    const out = [];
    const name = (node) => {
      const at = node.closest('[class]') ?? node;
      const words = (node.ariaLabel ?? node.textContent ?? '').trim().slice(0, 24);
      return `${node.nodeName.toLowerCase()} in ${at.getAttribute('class') ?? at.nodeName} “${words}”`;
    };
    function take(box, node) {
      const visible = seen(box, node);
      if (!visible) return;
      if (visible.right > wide + 1 || visible.left < -1) out.push(`beyond the screen: ${name(node)}`);
      const holder = node.parentElement?.closest(HOLDS);
      const edge = holder?.getBoundingClientRect();
      if (edge?.width && (visible.right > edge.right + 2 || visible.left < edge.left - 2))
        out.push(`beyond ${holder.className || holder.nodeName}: ${name(node)}`);
      leaves.push({ node, ...visible, over: node.closest(FLOATS) });
    }
    // Cut by its own box, which neither scrolls nor says so by an ellipsis.
    const cutsWords = (node) =>
      ['hidden', 'clip'].includes(styleOf(node).overflowX) &&
      styleOf(node).textOverflow !== 'ellipsis' &&
      node.scrollWidth > node.clientWidth + 1 &&
      windowOf(node);
    // What is chosen in a list to choose from has no box of its own. (Where it is its icon alone, it has no colour.)
    const pen = document.createElement('canvas').getContext('2d');
    function widthOf(select) {
      const { color, fontFamily, fontSize, fontWeight } = styleOf(select);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      const words = [...select.options].map(({ text }) => pen.measureText(text).width);
      return color === 'rgba(0, 0, 0, 0)' ? 0 : Math.max(...words);
    }
    function roomIn(select) {
      const { paddingLeft, paddingRight } = styleOf(select);
      return select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 1;
    }
    for (const node of within.querySelectorAll('*')) {
      if (node.closest('svg') !== (node.matches('svg') ? node : null) || !shown(node)) continue;
      if (node.matches(FIELDS)) take(node.getBoundingClientRect(), node);
      for (const text of node.childNodes) {
        if (text.nodeType !== Node.TEXT_NODE || !text.data.trim() || node.matches('option, textarea')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        // (A line is as high as its letters, not as its line box.)
        for (const { left, top, right, bottom } of range.getClientRects())
          take({ left, top: top + (bottom - top) / 5, right, bottom: bottom - (bottom - top) / 5 }, node);
        if (styleOf(node).textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth && node.clientWidth < 40)
          out.push(`cut to ${node.clientWidth} px: ${name(node)}`);
        if (cutsWords(node)) out.push(`cut within a word: ${name(node)}`);
      }
      if (node.matches('.sort select') && styleOf(node).textOverflow !== 'ellipsis' && widthOf(node) > roomIn(node))
        out.push(`cut within a word: ${name(node)}`);
    }
    // An icon in a field belongs there, and so do a day's words.
    const adorns = (a, b) =>
      a.matches('svg, kbd, .in-words') &&
      b.matches('input, select') &&
      a.parentElement.contains(b) &&
      !a.closest('.chips');
    leaves.sort((a, b) => a.top - b.top);
    for (const [at, a] of leaves.entries()) {
      for (let next = at + 1; next < leaves.length && leaves[next].top < a.bottom - 1; next++) {
        const b = leaves[next];
        if (a.over !== b.over || a.left > b.right - 2 || b.left > a.right - 2) continue; // (edges may be shared)
        if (a.over?.matches('.cover') || a.node.contains(b.node) || b.node.contains(a.node)) continue;
        if (a.node === b.node || adorns(a.node, b.node) || adorns(b.node, a.node)) continue;
        out.push(`${name(a.node)} lies on ${name(b.node)}`);
      }
    }
    return [...new Set(out)];
  });
