// Add a title: what is here and what others know of, in one box.
import { signedIn, test, expect, toast } from './providers.js';

const box = (page) => page.getByRole('searchbox', { name: 'Title, ISBN or link' });
const here = (page) => page.locator('.found-here .result');
const others = (page) => page.locator('.found-others .result:not(.skeleton)');
const state = (page) => page.locator('.found-state');
const titleOf = (row) => row.locator('.t');

test('a title is found elsewhere, and is on the shelf at one press; Undo takes both back', async ({
  page,
  member,
  api,
}) => {
  await page.goto('edit.html');
  await expect(box(page)).toBeFocused();
  await box(page).fill('harbour of glass');
  await expect(titleOf(others(page))).toHaveText(['Harbour of Glass: a novel']);
  const row = others(page).first();
  await expect(row).toContainText('Ines Calloway · 1998');
  await expect(row).toContainText('Book');
  await expect(row.getByRole('link', { name: 'Open Library' })).toHaveAttribute(
    'href',
    /^https:\/\/openlibrary\.org\//,
  );
  await expect.poll(() => row.locator('img').evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Want: Harbour of Glass' }).click();
  await expect(row.locator('.chip')).toHaveAccessibleName(/Harbour of Glass.*: Want/);
  await expect(toast(page)).toContainText('On your shelf: Harbour of Glass');
  const [entry] = await api.shelf();
  expect(entry).toMatchObject({ user_id: member.id, status: 'TO_DO', media: { title: /Harbour of Glass/ } });
  expect(await api.get(`media.cgi/${entry.media.id}`)).toMatchObject({
    external_source: 'openlibrary',
    image_url: expect.stringContaining('images'),
  });
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByRole('button', { name: 'Want: Harbour of Glass' })).toBeVisible();
  expect(await api.shelf()).toEqual([]);
  expect((await api.get('media.cgi/', { q: 'harbour' })).total).toBe(0);
});
