// With all keys: what TMDB wants to be said where its data is shown, and only there, and its logo.
import { signedIn as base, expect } from './providers.js';

const test = base.extend({ keyed: [true, { option: true, scope: 'worker' }] });
const NOTICE = 'This product uses the TMDB API but is not endorsed or certified by TMDB.';

test('its notice is with its results, on the title’s page, and in the settings', async ({ page, api }) => {
  await page.goto('edit.html?q=nothing+that+anybody+knows');
  const state = page.locator('.found-state');
  await expect(state).toHaveText('Nothing found by that.');
  await page.getByRole('searchbox', { name: 'Title, ISBN or link' }).fill('saltmarsh');
  await expect(page.locator('.found-others .result:not(.skeleton) .t').first()).toHaveText('Saltmarsh');
  await expect(state.getByRole('link', { name: NOTICE })).toHaveAttribute('href', /^https:\/\/www\.themoviedb\.org/);
  const { id } = await api.post('lookup.cgi/', { source: 'tmdb', id: 'tv/27' });
  await page.goto(`title.html?id=${id}`);
  await expect(page.locator('.facts').getByRole('link', { name: 'TMDB' })).toHaveAttribute('href', /\/tv\/27/);
  await expect(page.getByRole('main')).toContainText(NOTICE);
  await expect(page.locator('.facts').getByRole('link', { name: 'TVmaze' })).toHaveAttribute('href', /\/shows\/82$/);
  await page.goto('settings.html');
  const about = page.getByRole('region', { name: 'About' });
  await expect(about).toContainText(NOTICE);
  const mark = about.getByRole('link', { name: 'TMDB' }).locator('use');
  const logo = await page.request.get(await mark.evaluate((use) => use.href.baseVal));
  expect(await logo.text()).toContain('<symbol id="themoviedatabase"');
});
