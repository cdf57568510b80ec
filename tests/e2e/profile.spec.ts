import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { post } from '@/tests/support/clients';
import {
  expect,
  idOf,
  list,
  message,
  messages,
  nameOf,
  onSecondNode,
  open,
  type Page,
  ready,
  SIGNED_OUT,
  say,
  test,
  violationsOn,
  writeTo,
} from './people';

/** The second node, because a test that signs out all other browsers must not affect another file. */
test.use(onSecondNode);
// Three browsers sign in, one after another.
test.describe.configure({ timeout: 120_000 });

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Opens the profile through the menu, as users do. */
async function toProfile(page: Page, n: number): Promise<void> {
  await page.getByRole('button', { name: `Menu of ${nameOf(n)}` }).click();
  await page.getByRole('link', { name: 'Profile' }).click();
  await expect(page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
  // Clicks before the page's code has loaded are lost.
  await page.waitForLoadState();
}

test('[M: Devices] a user signs out another browser, which shows it at once', async ({
  person,
  expectErrors,
}) => {
  expectErrors(SIGNED_OUT);
  const other = await person(1, { userAgent: FIREFOX });
  const page = await person(1, { userAgent: CHROME });
  await ready(other);
  await toProfile(page, 1);
  const devices = part(page, 'Devices');
  await expect(devices.getByRole('listitem').filter({ hasText: 'This device' })).toContainText(
    'Chrome on Linux',
  );
  const row = devices.getByRole('listitem').filter({ hasText: 'Firefox on Windows' });
  await expect(row).toContainText('Connected now');

  await row.getByRole('button', { name: 'Sign out: Firefox on Windows' }).click();
  await expect(other.getByText('You are signed out here.')).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(devices.getByRole('status')).toHaveText('Signed out: Firefox on Windows.');
  await other.getByRole('link', { name: 'Sign in again' }).click();
  await expect(other.getByRole('main').getByRole('alert')).toContainText('You were signed out');
});

test('a user signs out all other browsers, and stays signed in', async ({ person, expectErrors }) => {
  expectErrors(SIGNED_OUT);
  const others = [await person(5), await person(5)];
  for (const other of others) await ready(other);
  const page = await person(5);
  await toProfile(page, 5);
  const devices = part(page, 'Devices');
  // Other files may have left sign-ins of the same user.
  await expect.poll(() => devices.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);
  await page.getByRole('button', { name: 'Sign out all other devices' }).click();
  await expect(devices.getByRole('status')).toHaveText(/^\d+ other devices were signed out\.$/);
  for (const other of others) await expect(other.getByText('You are signed out here.')).toBeVisible();
  await expect(devices.getByRole('listitem')).toHaveCount(1);
  await page.goto('/');
  await expect(list(page)).toBeVisible();
});

test('a token is created, used by a program, and revoked', async ({ person, url }) => {
  const page = await person(2);
  const friend = await person(3);
  await ready(friend);
  await toProfile(page, 2);
  const tokens = part(page, 'API tokens');
  await expect(tokens.getByText('You have no tokens.')).toBeVisible();
  await expect(tokens.getByRole('checkbox', { name: /Administration/ })).toHaveCount(0);
  await tokens.getByRole('textbox', { name: 'Name' }).fill('Build server');
  await tokens.getByRole('combobox', { name: 'Valid for' }).selectOption({ label: '30 days' });
  await tokens.getByRole('button', { name: 'Create the token' }).click();
  await expect(tokens.getByText('Choose at least one thing')).toBeVisible();
  await tokens.getByRole('checkbox', { name: /^Send/ }).check();
  await tokens.getByRole('button', { name: 'Create the token' }).click();
  const token = await tokens.getByRole('textbox', { name: 'The token Build server' }).inputValue();
  expect(token).toMatch(/^qt_/);

  const body = { to: { to: 'people', users: [idOf(3)] }, text: 'The build is green.' };
  expect((await post(url, '/api/v1/messages', body, token)).status).toBe(201);
  await open(friend, nameOf(2));
  await expect(message(friend, 'The build is green.')).toBeVisible();

  await tokens.getByRole('button', { name: 'I have saved it' }).click();
  await page.reload();
  const row = tokens.getByRole('listitem').filter({ hasText: 'Build server' });
  await expect(row).toContainText('Send');
  await expect(row).toContainText('Last used');
  await expect(page.getByRole('main')).not.toContainText(token);
  await row.getByRole('button', { name: 'Revoke: Build server' }).click();
  await expect(tokens.getByText('Revoked: Build server.')).toBeVisible();
  await expect(row).toHaveCount(0);
  expect((await post(url, '/api/v1/messages', body, token)).status).toBe(401);
});

test('[A43] a program is signed in by its code; [C23] a link makes a channel and leads to it', async ({
  person,
  url,
}) => {
  const page = await person(6, { path: null });
  const client = { client_id: 'My terminal' };
  const { json } = await post(url, '/api/v1/oauth/device-authorization', client);
  const codes = json as { user_code: string; device_code: string; verification_uri_complete: string };
  await page.goto(codes.verification_uri_complete);
  await expect(page.getByRole('textbox', { name: 'Code' })).toHaveValue(codes.user_code);
  await page.getByRole('button', { name: 'Continue' }).click();
  const form = page.getByRole('form', { name: 'Sign in a program' });
  await expect(form.getByRole('heading')).toHaveText('My terminal asks to');
  await expect(form.getByRole('listitem')).toHaveCount(3);
  expect(await violationsOn(page)).toEqual([]);
  await form.getByRole('button', { name: 'Sign it in' }).click();
  await expect(page.getByRole('status')).toHaveText('The program is signed in. You can close this page.');
  const grant = { ...client, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
  const tokens = await post(url, '/api/v1/oauth/token', { ...grant, device_code: codes.device_code });
  expect(tokens).toMatchObject({ status: 200, json: { scope: 'read send presence' } });

  await page.goto('/c/Rowing%20club');
  await expect(page.getByText('There is no public channel called Rowing club yet.')).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page.getByRole('heading', { name: 'Rowing club' }).first()).toBeVisible();
  await page.waitForURL(({ pathname }) => pathname === '/');
  await page.goto('/c/rowing%20club');
  await expect(page.getByRole('heading', { name: 'Rowing club' }).first()).toBeVisible();
});

test('the photo, the line and the setting to be found by search are stored', async ({ person }) => {
  const page = await person(4);
  await toProfile(page, 4);
  await expect(page.getByRole('main')).toContainText(nameOf(4));
  await expect(page.getByRole('main')).toContainText(idOf(4));
  const about = page.getByRole('textbox', { name: 'A line about you' });
  await about.fill('Ask me about the rowing team.');
  await page.getByRole('form', { name: 'A line about you' }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const buffer = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await expect(page.getByText('Your photo was changed.')).toBeVisible();
  const search = part(page, 'Who can find you').getByRole('switch');
  await expect(search).toBeChecked();
  const saved = page.waitForResponse((response) => response.url().endsWith('/api/v1/profile'));
  await search.click();
  expect((await saved).ok()).toBe(true);
  await page.reload();
  await expect(search).not.toBeChecked();
  await expect(about).toHaveValue('Ask me about the rowing team.');
  await page.getByRole('button', { name: 'Remove the photo' }).click();
  await expect(page.getByText('Your photo was removed.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('pt');
  await expect(page.getByRole('heading', { name: 'Perfil', level: 1 })).toBeVisible();
});

test('a user downloads all their data', async ({ person }) => {
  const page = await person(8);
  await writeTo(page, idOf(8));
  await say(page, 'remember the milk');
  await expect(message(page, 'remember the milk')).toHaveCount(1);
  await toProfile(page, 8);
  const data = part(page, 'My data');
  const downloading = page.waitForEvent('download');
  await data.getByRole('button', { name: 'Download my data' }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toMatch(/^quad-ist1100008-\d{4}-\d\d-\d\d\.json$/);
  await expect(data.getByRole('status').first()).toHaveText('Your file has been downloaded.');
  const whole = JSON.parse(await readFile(await file.path(), 'utf8'));
  // Other files may have let the same user write.
  expect(whole.messages.map(({ text }: { text: string }) => text)).toContain('remember the milk');
});

test('a user deletes their account: others can still read, and the other tab is signed out', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/400/, SIGNED_OUT);
  const page = await person(6);
  const friend = await person(7);
  await writeTo(page, idOf(7));
  await say(page, 'so long');
  await open(friend, nameOf(6));
  await expect(message(friend, 'so long')).toHaveCount(1);
  const tab = await page.context().newPage();
  await tab.goto('/');
  await ready(tab);

  await toProfile(page, 6);
  await part(page, 'My data').getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  const field = dialog.getByRole('textbox', { name: /^Type your username/ });
  await field.fill(idOf(7));
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription('That is not your username.');
  await field.fill(idOf(6));
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Your account is deleted');
  await expect(tab.getByText('You are signed out here.')).toBeVisible();

  const expectErased = async () => {
    await expect(friend.getByRole('heading', { name: 'Deleted account' })).toBeVisible();
    await expect(message(friend, 'so long')).toHaveCount(1);
    await expect(messages(friend).getByRole('article', { name: 'Message from Deleted account' })).toHaveCount(
      1,
    );
    await expect(friend.getByText('This account was deleted.')).toBeVisible();
    await expect(friend.getByRole('textbox', { name: 'Message' })).toHaveCount(0);
    await expect(list(friend).getByRole('link', { name: /^Deleted account/ })).toBeVisible();
    await expect(friend.getByText(nameOf(6))).toHaveCount(0);
  };
  await expectErased();
  await friend.reload();
  await expectErased();
});

for (const { name, ...options } of [
  { name: 'on a phone, in the dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  { name: 'on a desk', viewport: { width: 1440, height: 900 }, colorScheme: 'light' as const },
]) {
  test(`the profile and its dialogs are accessible, ${name}`, async ({ person }) => {
    const page = await person(9, { ...options, path: '/profile' });
    const wide = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect(part(page, 'My data')).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    expect(await wide()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Delete my account…' }).press('Enter');
    await expect(page.getByRole('dialog', { name: 'Delete your account?' })).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Delete my account…' })).toBeFocused();
  });
}

test('[M: Notifications] permission is requested on a tap only, and the page helps when it was refused', async ({
  person,
}) => {
  const page = await person(10, { path: null });
  await page.addInitScript(() => {
    let permission = 'default';
    Object.assign(window, { requests: 0 });
    Object.defineProperty(Notification, 'permission', { get: () => permission });
    Notification.requestPermission = async () => {
      Object.assign(window, { requests: (window as unknown as { requests: number }).requests + 1 });
      permission = 'denied';
      return 'denied';
    };
  });
  const requests = () => page.evaluate(() => (window as unknown as { requests: number }).requests);
  await page.goto('/');
  await ready(page);
  expect(await requests()).toBe(0);
  await page.goto('/notifications');
  await expect(page.getByText('Notifications are off')).toBeVisible();
  expect(await requests()).toBe(0);
  await page.getByRole('button', { name: 'Turn on', exact: true }).click();
  await expect(page.getByText('The browser blocks notifications')).toBeVisible();
  await expect(page.getByText(/^Allow notifications for this site/)).toBeVisible();
  expect(await requests()).toBe(1);
  expect(await violationsOn(page)).toEqual([]);
});
