import { type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import { type StartedOidc, startOidc } from '@/tests/support/oidc';
import { type Quad, startQuad } from '@/tests/support/quad';
import {
  choose,
  expect,
  list,
  message,
  open,
  type Page,
  ready,
  SIGNED_OUT,
  say,
  signIn as signInWithFenix,
  test,
  writeTo,
} from './people';

const PASSWORD = 'três gatos azuis no telhado';
const OTHER = 'um comboio lento sem carruagens';
/** The newest of the demonstration's mails to an address. */
const mailTo = (page: Page, address: string) =>
  page.getByRole('listitem').filter({ hasText: address }).first();

// Hashing passwords and checking two browsers takes many seconds on a busy machine.
test.describe.configure({ timeout: 180_000 });

/** Returns the alert of the page; Next has another alert, which announces navigation to screen readers. */
const alert = (page: Page) => page.getByRole('main').getByRole('alert');
const local = (page: Page) => page.getByText('Use a Quad account');
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const password = (page: Page, label: string) => page.getByLabel(label, { exact: true });

async function register(page: Page, username: string): Promise<void> {
  await page.goto('/');
  await local(page).click();
  await page.getByRole('link', { name: 'Create one' }).click();
  // Both pages have a field with this name.
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await field(page, 'Username').fill(username);
  await field(page, 'Your name').fill(`Name of ${username}`);
  await field(page, 'E-mail').fill(`${username}@example.edu`);
  await password(page, 'Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(list(page)).toBeVisible();
}

async function signIn(page: Page, username: string, secret = PASSWORD): Promise<void> {
  await local(page).click();
  await field(page, 'Username').fill(username);
  await password(page, 'Password').fill(secret);
  await password(page, 'Password').press('Enter');
}

test('a local account is registered, with each mistake shown at its field, and signed in with', async ({
  browserOf,
  expectErrors,
}) => {
  expectErrors(/40[0-9]|422/);
  const page = await browserOf();
  await page.goto('/bots');
  await local(page).click();
  await page.getByRole('link', { name: 'Create one' }).click();
  // Both pages have a field with this name.
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await field(page, 'Username').fill('ist1100001');
  await field(page, 'Your name').fill('Vera Matos');
  await field(page, 'E-mail').fill('vera@example.edu');
  await password(page, 'Password').fill('password1');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(field(page, 'Username')).toBeFocused();
  await expect(field(page, 'Username')).toHaveAccessibleDescription(/taken or reserved/);
  await field(page, 'Username').fill('vera.matos');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(password(page, 'Password')).toBeFocused();
  await expect(password(page, 'Password')).toHaveAccessibleDescription(/too easy to guess/);
  await page.getByRole('button', { name: 'Show: Password' }).click();
  await expect(password(page, 'Password')).toHaveAttribute('type', 'text');
  await password(page, 'Password').fill(PASSWORD);
  await password(page, 'Password').press('Enter');
  await expect(page).toHaveURL(/\/bots$/);

  const elsewhere = await browserOf();
  await elsewhere.goto('/');
  await signIn(elsewhere, 'vera.matos', 'not that one');
  await expect(alert(elsewhere)).toContainText('The username or the password is wrong.');
  await elsewhere.goto('/reset-password#qp_of-no-mail');
  await password(elsewhere, 'New password').fill(OTHER);
  await password(elsewhere, 'New password').press('Enter');
  await expect(alert(elsewhere)).toHaveText('This link is not valid any more. Ask for another one.');
  await elsewhere.goto('/sign-in');
  await local(elsewhere).click();
  await elsewhere.getByRole('link', { name: 'Forgot your password?' }).click();
  await field(elsewhere, 'Username').fill('vera.matos');
  await field(elsewhere, 'Username').press('Enter');
  await elsewhere.getByRole('link', { name: 'This demonstration shows its e-mails on a page.' }).click();
  await mailTo(elsewhere, 'vera@example.edu')
    .getByRole('link', { name: /reset-password#/ })
    .click();
  await password(elsewhere, 'New password').fill(OTHER);
  await password(elsewhere, 'New password').press('Enter');
  await expect(elsewhere.getByRole('status')).toHaveText('The password was changed. Sign in with it.');
  await elsewhere.getByRole('link', { name: 'Sign in' }).click();
  await signIn(elsewhere, 'vera.matos', OTHER);
  await expect(list(elsewhere)).toBeVisible();

  // The link came to the address, so it is confirmed; another one is, too, once its link is opened.
  await elsewhere.goto('/profile');
  const email = elsewhere.getByRole('form', { name: 'E-mail address' });
  await expect(email).toContainText('vera@example.edu · confirmed');
  await email.getByLabel('E-mail').fill('vera@example.org');
  await email.getByLabel('Password', { exact: true }).fill(OTHER);
  await email.getByRole('button', { name: 'Send the link' }).click();
  await email.getByRole('link', { name: 'This demonstration shows its e-mails on a page.' }).click();
  await mailTo(elsewhere, 'vera@example.org')
    .getByRole('link', { name: /verify-email#/ })
    .click();
  await elsewhere.getByRole('button', { name: 'Confirm' }).click();
  await elsewhere.getByRole('link', { name: 'To your profile' }).click();
  await expect(email).toContainText('vera@example.org · confirmed');
  await elsewhere.getByRole('textbox', { name: 'Your name' }).fill('Vera Maria Matos');
  await elsewhere.getByRole('button', { name: 'Change the name' }).click();
  await expect(elsewhere.getByRole('form', { name: 'Change the name' })).toContainText(
    'Your name was changed.',
  );
  await elsewhere.reload();
  await expect(elsewhere.getByRole('main')).toContainText('Vera Maria Matos');
});

test('its password is changed and the account deleted; other browsers are signed out', async ({
  browserOf,
  expectErrors,
}) => {
  expectErrors(/403/, SIGNED_OUT);
  const page = await browserOf();
  await register(page, 'nuno.dias');
  const phone = await browserOf();
  await phone.goto('/');
  await signIn(phone, 'nuno.dias');
  await ready(phone);

  await page.goto('/profile');
  await expect(page.getByRole('main')).toContainText('nuno.dias@example.edu');
  const form = page.getByRole('form', { name: 'Change password' });
  await form.getByLabel('Current password', { exact: true }).fill('not that one');
  await form.getByLabel('New password', { exact: true }).fill(OTHER);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByLabel('Current password', { exact: true })).toBeFocused();
  await expect(form).toContainText('The password is wrong.');
  await form.getByLabel('Current password', { exact: true }).fill(PASSWORD);
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByRole('status')).toContainText('signed out on one other device');
  await expect(phone.getByText('You are signed out here.')).toBeVisible();

  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByRole('textbox', { name: /^Type your username/ }).fill('nuno.dias');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(dialog).toContainText('The password is wrong.');
  await dialog.getByLabel('Password', { exact: true }).fill(OTHER);
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(alert(page)).toContainText('Your account is deleted');
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a guest signs in with a name, and others see that the user is a guest', async ({
  browserOf,
  person,
}) => {
  const page = await browserOf();
  await page.goto('/');
  await page.getByText('Continue as a guest').click();
  await field(page, 'Your name').fill('Inês');
  await field(page, 'Your name').press('Enter');
  await expect(list(page)).toBeVisible();
  await page.getByRole('button', { name: 'Menu of Inês (guest)' }).click();
  const id =
    (await page
      .locator('#menu')
      .getByText(/^guest-/)
      .textContent()) ?? '';
  expect(id).toMatch(/^guest-\w{6}$/);
  await expect(page.locator('#menu').getByRole('link', { name: 'Profile' })).toBeVisible();
  await expect(page.locator('#menu').getByRole('link', { name: 'My bots' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  const friend = await person(11);
  await writeTo(page, 'ist1100011');
  await say(page, 'hello from a visitor');
  await open(friend, 'Inês (guest)');
  await expect(message(friend, 'hello from a visitor')).toHaveCount(1);
  await expect(friend.getByRole('article', { name: 'Message from Inês (guest)' })).toHaveCount(1);

  await page.goto('/bots');
  await expect(page.getByRole('main')).toContainText('Guests cannot register bots');
  await expect(page.getByRole('button', { name: 'Register' })).toHaveCount(0);

  await page.goto('/');
  const menu = page.getByRole('button', { name: 'Menu of Inês (guest)' });
  const question = page.getByRole('dialog', { name: 'Sign out as a guest?' });
  await menu.click();
  await page.locator('#menu').getByRole('button', { name: 'Sign out' }).click();
  await expect(question).toContainText('You will not be able to come back as this guest');
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(menu).toBeFocused();
  await menu.click();
  await page.locator('#menu').getByRole('button', { name: 'Sign out' }).click();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.', { exact: true })).toBeVisible();
});

/** One node with both providers. */
test.describe('elsewhere,', () => {
  let oidc: StartedOidc;
  let fenix: StartedFenix;
  let quad: Quad;
  test.beforeAll(async () => {
    const redirectUris: string[] = [];
    [oidc, fenix] = await Promise.all([
      startOidc(),
      startFenix({ clients: [{ ...TEST_CLIENT, redirectUris }] }),
    ]);
    quad = await startQuad({
      env: {
        ...oidc.env,
        OIDC_USERNAMES: 'mlopes',
        FENIX_BASE_URL: fenix.baseUrl,
        FENIX_CLIENT_ID: TEST_CLIENT.id,
        FENIX_CLIENT_SECRET: TEST_CLIENT.secret,
      },
    });
    oidc.register(quad.url);
    redirectUris.push(`${quad.url}/api/auth/callback/fenix`);
  });
  test.afterAll(async () => {
    await quad?.remove();
    await Promise.all([oidc?.stop(), fenix?.stop()]);
  });
  test.afterEach(() => {
    oidc.reset();
    fenix.reset();
  });
  const begin = (page: Page) => page.getByRole('button', { name: /with Campus ID/ }).click();

  test('an OpenID provider signs users in by its own dialog', async ({ browserOf }) => {
    const page = await browserOf({ url: quad.url });
    await page.goto('/');
    await begin(page);
    await page.getByRole('link', { name: 'Marta Lopes' }).click();
    await expect(list(page)).toBeVisible();
    await page.getByRole('button', { name: 'Menu of Marta Lopes' }).click();
    await expect(page.locator('#menu')).toContainText('mlopes');
  });

  test('an OpenID provider that fails, or where a user cancels, leads back with the reason, and works afterwards', async ({
    browserOf,
  }) => {
    const page = await browserOf({ url: quad.url });
    await page.goto('/');
    await begin(page);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(alert(page)).toContainText('You did not sign in');
    await begin(page);
    oidc.fail = '/token';
    await page.getByRole('link', { name: 'Marta Lopes' }).click();
    await expect(alert(page)).toContainText('Campus ID is not available');
    oidc.reset();
    // The provider remembers the person who was chosen there.
    await begin(page);
    await expect(list(page)).toBeVisible();
  });

  test('a FenixEdu that fails half-way leads to a page with the reason, from which sign-in works once it recovers', async ({
    browserOf,
  }) => {
    const page = await browserOf({ url: quad.url });
    await page.goto('/');
    await expect(page.getByRole('note')).toHaveCount(0);
    await page.getByRole('button', { name: /with FenixEdu/ }).click();
    fenix.switches.fail = 'person';
    await choose(page, 3);
    await expect(alert(page)).toContainText('FenixEdu is not available');
    await expect(page).toHaveURL(/\/sign-in\?error=fenix_unavailable$/);
    fenix.reset();
    await signInWithFenix(page, 3);
  });

  test('a FenixEdu that redirects a cancelled sign-in leads to a page with the reason', async ({
    browserOf,
  }) => {
    fenix.switches.cancel = 'access_denied';
    const page = await browserOf({ url: quad.url });
    await page.goto('/');
    await page.getByRole('button', { name: /with FenixEdu/ }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(alert(page)).toContainText('You did not sign in');
  });
});

for (const { name, ...options } of [
  { name: 'on a phone, in the dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  { name: 'on a desk', viewport: { width: 1440, height: 900 } },
  { name: 'at 320 pixels, in Portuguese', viewport: { width: 320, height: 640 }, locale: 'pt-PT' },
]) {
  test(`every sign-in method works with the keyboard alone, ${name}`, async ({ browserOf }) => {
    const page = await browserOf(options);
    await page.goto('/sign-in');
    const closed = page.locator('details');
    await expect(closed).toHaveCount(2);
    for (const way of await closed.all()) {
      await way.locator('summary').press('Enter');
      await expect(way.locator('form')).toBeVisible();
      for (const input of await way.locator('input').all()) await expect(input).toHaveAccessibleName(/./);
    }
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
  });
}
