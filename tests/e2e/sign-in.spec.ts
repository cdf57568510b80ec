import { type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import { type Quad, startQuad } from '@/tests/support/quad';
import { choose, expect, type Page, ready, signIn, test } from './people';

/** Next has an alert of its own, for screen readers, which says where one has gone. */
const alert = (page: Page) => page.getByRole('main').getByRole('alert');

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

test('whoever cancels is at FenixEdu, and can come back and sign in', async ({ browserOf }) => {
  const page = await browserOf();
  await page.goto('/');
  await page.getByRole('button', { name: /with FenixEdu/ }).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(/\/fenix\/logout/);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, 1);
});

test('signing out in one tab ends the other', async ({ person }) => {
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

test.describe('a FenixEdu elsewhere that', () => {
  let fenix: StartedFenix;
  let quad: Quad;
  test.beforeAll(async () => {
    const redirectUris: string[] = [];
    fenix = await startFenix({ clients: [{ ...TEST_CLIENT, redirectUris }] });
    quad = await startQuad({
      env: {
        FENIX_BASE_URL: fenix.baseUrl,
        FENIX_CLIENT_ID: TEST_CLIENT.id,
        FENIX_CLIENT_SECRET: TEST_CLIENT.secret,
      },
    });
    redirectUris.push(`${quad.url}/api/auth/callback/fenix`);
  });
  test.afterAll(async () => {
    await quad?.remove();
    await fenix?.stop();
  });
  test.afterEach(() => fenix.reset());

  test('fails half-way leads to a page that says so, from where it goes on once it is well', async ({
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
    await signIn(page, 3);
  });

  test('sends who cancelled back leads to a page that says so', async ({ browserOf }) => {
    fenix.switches.cancel = 'access_denied';
    const page = await browserOf({ url: quad.url });
    await page.goto('/');
    await page.getByRole('button', { name: /with FenixEdu/ }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(alert(page)).toContainText('You did not sign in');
  });
});
