import { choose, expect, ready, SIGNED_OUT, signIn, test } from './people';

test('signs in through the dialog and out again; the page says that it is a demonstration', async ({
  browserOf,
}) => {
  const page = await browserOf();
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole('note')).toContainText('demonstration');
  await signIn(page, 1);
  await expect(page).toHaveURL(/\/$/);
  await ready(page);

  await page.getByRole('button', { name: 'Menu of Sample person 1' }).click();
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText('You are signed out.', { exact: true })).toBeVisible();
  await page.goto('/bots');
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
});

test('comes back to the page that was asked for', async ({ browserOf }) => {
  const page = await browserOf();
  await page.goto('/bots');
  await page.getByRole('button', { name: /with FenixEdu/ }).click();
  await choose(page, 1);
  await expect(page).toHaveURL(/\/bots$/);
  await expect(page.getByRole('heading', { name: 'My bots', level: 1 })).toBeVisible();
});

test('a user who cancels stays at FenixEdu, and can return and sign in', async ({ browserOf }) => {
  const page = await browserOf();
  await page.goto('/');
  await page.getByRole('button', { name: /with FenixEdu/ }).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(/\/fenix\/logout/);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, 1);
});

test('signing out in one tab ends the other', async ({ person, expectErrors }) => {
  expectErrors(SIGNED_OUT);
  const page = await person(2);
  const other = await page.context().newPage();
  await other.goto('/');
  await ready(page);
  await ready(other);
  await page.getByRole('button', { name: 'Menu of Sample person 2' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByText('You are signed out here.')).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\?signedOut=yes$/);
});
