import { test, expect, choose, toast } from './fixtures.js';

test('signed out: what this is, the newest titles, two ways in', async ({ page }) => {
  await page.goto('index.html');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Everything you read');
  await expect(page.locator('#newest title-card')).toHaveCount(18);
  await expect(page.locator('#fan .cover')).toHaveCount(5);
  await expect(page.getByRole('main').getByRole('link', { name: 'Create an account' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('the folder itself is home', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('#newest title-card')).toHaveCount(18);
});

test('a step further, and back', async ({ page, member, api }) => {
  const { id } = await api.title('snow crash');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 100 });
  await page.goto('index.html');
  const going = page.locator('going-card');
  await expect(going).toHaveCount(1);
  await going.getByRole('button', { name: 'Snow Crash: +25 p' }).click();
  await expect(going).toContainText('125 / 440');
  await expect(toast(page)).toContainText('Snow Crash: 125 of 440 pages');
  expect((await api.shelf())[0].progress).toBe(125);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(going).toContainText('100 / 440');
  expect((await api.shelf())[0]).toMatchObject({ progress: 100, user_id: member.id });
});

test('the last step finishes it; Undo gives it back', async ({ page, member, api }) => {
  const { id, length } = await api.title('fleabag');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: length - 1 });
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Fleabag: +1 ep' }).click();
  await expect(toast(page)).toContainText('Fleabag: Finished');
  await expect(page.locator('going-card')).toHaveCount(0);
  await expect(page.locator('#idle')).toBeVisible();
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('going-card')).toContainText(`${length - 1} / ${length}`);
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', end_date: null, user_id: member.id });
});

test('a title without a length counts on', async ({ page, member, api }) => {
  const { id } = await api.title('severance');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 3 });
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Severance: +1 ep' }).click();
  await expect(page.locator('going-card')).toContainText('4 ep');
  expect((await api.shelf())[0]).toMatchObject({ progress: 4, user_id: member.id });
});

test('the status is changed from the card', async ({ page, member, api }) => {
  const { id } = await api.title('dark');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS' });
  await page.goto('index.html');
  await choose(page, page.locator('going-card'), 'Dropped');
  await expect(page.locator('going-card')).toHaveCount(0);
  expect((await api.shelf())[0]).toMatchObject({ status: 'DROPPED', user_id: member.id });
});
