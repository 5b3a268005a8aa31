// What only a phone has: fingers, a bar below, and sheets that come from there.
import { test, expect, signIn } from './fixtures.js';

test('targets on a phone are 44 px and more', async ({ page }) => {
  await signIn(page, 'mara');
  for (const name of ['index.html', 'catalogue.html', 'library.html', 'library.html?view=list', 'collection.html', 'edit.html', 'login.html', 'register.html', '404.html']) {
    await page.goto(name);
    await page.waitForLoadState('networkidle');
    const small = await page.evaluate(() => {
      const wanted = '.btn:not(.link), .chip, .tabbar > *, .chips label, .sort select, .seg label, .pill, .tabs label, .field input:not([type=checkbox]), .field.check label, .field textarea, .kinds label, .status label';
      const out = [];
      for (const node of document.querySelectorAll(wanted)) {
        if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('.vh')) continue;
        node.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        const { left, top, width, height } = node.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        // What counts is where a finger hits it, which may be beyond what is drawn.
        const hits = (dx, dy) => { const hit = document.elementFromPoint(x + dx, y + dy); return hit && (node === hit || node.contains(hit)); };
        let up = 0, down = 0, before = 0, after = 0;
        while (up < 30 && hits(0, -up - 1)) up++;
        while (down < 30 && hits(0, down + 1)) down++;
        while (before < 30 && hits(-before - 1, 0)) before++;
        while (after < 30 && hits(after + 1, 0)) after++;
        if (up + down + 1 < 43 || before + after + 1 < 43) out.push(`${node.className || node.id || node.nodeName} ${before + after + 1}x${up + down + 1} ${node.textContent.trim().slice(0, 20)}`);
      }
      return out;
    });
    expect(small, name).toEqual([]);
  }
});

test('the bar below leads everywhere, and You comes from below', async ({ page }) => {
  await signIn(page, 'mara');
  const bar = page.getByRole('navigation', { name: 'Main, small screens' });
  await bar.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Library');
  await bar.getByRole('link', { name: 'Catalogue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Catalogue');
  await bar.getByRole('link', { name: 'Add a title' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add a title');
  await bar.getByRole('button', { name: 'You' }).click();
  const sheet = await page.locator('#you').boundingBox();
  expect(Math.round(sheet.y + sheet.height)).toBe(page.viewportSize().height);
  expect(sheet.width).toBe(page.viewportSize().width);
});

test('three columns of posters', async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(page.locator('title-card')).toHaveCount(24);
  const left = await page.locator('title-card').evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().left)));
  expect(new Set(left).size).toBe(3);
});
