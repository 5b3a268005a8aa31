// What every page must be, whatever is on it: clean for assistive technology, no wider than the screen, and big enough
// for fingers.
import axe from 'axe-core';
import { expect } from '@playwright/test';

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const COLOURS = { type: 'rule', values: ['color-contrast'] };

export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

// Axe finds nothing here, by light and by dark. (Of its rules only the one about colours can tell them apart; and what
// moves has other colours on its way: from here on nothing does.)
export async function clean(page, part = 'body') {
  const found = [];
  await page.evaluate(axe.source);
  for (const [colorScheme, runOnly] of [
    ['light', RULES],
    ['dark', COLOURS],
  ]) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(
      ...(await page.evaluate(
        async ([within, options]) => {
          const { violations } = await window.axe.run({ include: [within] }, options);
          const where = ({ html, any: [first] }) => `${html.slice(0, 160)} ${first?.message ?? ''}`;
          return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(where).join('\n')}`);
        },
        [part, { runOnly, resultTypes: ['violations'] }],
      )),
    );
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(found, page.url()).toEqual([]);
}

export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Targets of less than 44 px, as a finger meets them.
export const tooSmall = (page) =>
  page.evaluate(() => {
    const wanted =
      '.btn:not(.link), .chip, .tabbar > *, .chips label, .sort select, .seg label, .pill, .tabs ' +
      'label, .field input:not([type=checkbox]), .field.check label, .field textarea, .kinds label, ' +
      '.status label, .switch, .find input, .rights select, .only select';
    const out = [];
    for (const node of document.querySelectorAll(wanted)) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('.vh')) continue;
      node.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = node.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      // What counts is where a finger hits it, which may be beyond what is drawn.
      const hits = (dx, dy) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit && (node === hit || node.contains(hit));
      };
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
