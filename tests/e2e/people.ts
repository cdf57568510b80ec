import { randomUUID } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';
import { chooseAtDialog } from '@/tests/support/fenix';
import { type Browsers, createBrowsers } from './browsers';

export type { Page } from '@playwright/test';
export { expect };

interface At {
  latitude: number;
  longitude: number;
  accuracy?: number;
}

interface Options extends BrowserContextOptions {
  /** The position that the device reports; permission to locate it is granted. */
  at?: At;
  /** The URL of another node than the worker's. */
  url?: string;
  /** The page to see first, by default the main page; null: none. */
  path?: string | null;
}

interface Fixtures {
  /** The URL of the node. */
  url: string;
  /** Opens a browser of its own, without a sign-in. */
  browserOf(options?: Options): Promise<Page>;
  /** Opens a browser in which sample person `n` (0 is the administrator) has signed in and sees the main page. */
  person(n: number, options?: Options): Promise<Page>;
  /** Allows console errors that a test causes; any other console error fails the test. */
  expectErrors(...patterns: RegExp[]): void;
}

/** The error of a page that sends a request before it knows that its sign-in has ended elsewhere. */
export const SIGNED_OUT = /401/;
/** The errors of a page that is left, or cut off, while it connects. */
const LEFT_WHILE_CONNECTING = /WebSocket is (already in CLOSING|closed before)/;

export const test = base.extend<Fixtures, { browsers: Browsers }>({
  browsers: [
    async ({ browser }, use) => {
      const browsers = createBrowsers(browser);
      await use(browsers);
      await browsers.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its first argument
  url: async ({}, use) => {
    await use(ofWorker(process.env.QUAD_E2E_URLS));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  expectErrors: async ({}, use) => {
    const patterns: RegExp[] = [LEFT_WHILE_CONNECTING];
    await use(Object.assign((...more: RegExp[]) => void patterns.push(...more), { patterns }));
  },
  browserOf: async ({ browsers, url, contextOptions, locale, timezoneId, expectErrors }, use) => {
    const errors: string[] = [];
    const pages: Page[] = [];
    await use(async ({ at, url: own, ...options } = {}) => {
      const all = {
        ...contextOptions,
        // Storing the page takes longer than most tests; pocket.spec.ts has it.
        serviceWorkers: 'block' as const,
        locale: locale ?? 'en-GB',
        timezoneId: timezoneId ?? 'Europe/Lisbon',
        baseURL: own ?? url,
        ...(at && { geolocation: { accuracy: 5, ...at }, permissions: ['geolocation'] }),
        ...options,
      };
      const page = await browsers.take(all, (text) => errors.push(text));
      pages.push(page);
      return page;
    });
    for (const page of pages) await browsers.giveBack(page);
    const { patterns } = expectErrors as unknown as { patterns: RegExp[] };
    expect(errors.filter((error) => !patterns.some((pattern) => pattern.test(error)))).toEqual([]);
  },
  person: async ({ browserOf, url }, use) => {
    await use(async (n, { path = '/', ...options } = {}) => {
      const page = await browserOf(options);
      await signInWithoutPages(page.context(), options.url ?? url, n);
      if (path !== null) await page.goto(path);
      if (path !== '/') return page;
      if (isPhone(page)) await tab(page, 'Chats');
      await expect(list(page)).toBeVisible();
      return page;
    });
  },
});

/** Returns this worker's part of a list that tests/e2e/node.ts made, which has one for each worker. */
export function ofWorker(list: string | undefined): string {
  const own = list?.split(' ')[Number(process.env.TEST_PARALLEL_INDEX)];
  if (!own) throw new Error('tests/e2e/node.ts did not start a node');
  return own;
}

/** For `test.use`: runs the tests on the second node of the worker. */
export const onSecondNode = {
  // biome-ignore lint/correctness/noEmptyPattern: as above
  url: async ({}, use: (url: string) => Promise<void>) => use(ofWorker(process.env.QUAD_E2E_SECOND_URLS)),
};

export const nameOf = (n: number) => (n === 0 ? 'Administrator (sample)' : `Sample person ${n}`);
export const idOf = (n: number) => (n === 0 ? 'ist1000001' : `ist${1_100_000 + n}`);

/** Signs in from the sign-in page through the dialog. */
export async function signIn(page: Page, n: number): Promise<void> {
  await page.getByRole('button', { name: /with FenixEdu/ }).click();
  await choose(page, n);
  await expect(list(page)).toBeVisible();
}

/** Sends the requests of `signIn` without drawing two pages, which sign-in.spec.ts tests. */
export async function signInWithoutPages({ request }: BrowserContext, url: string, n: number): Promise<void> {
  const { csrfToken } = await (await request.get('/api/auth/csrf')).json();
  const answer = await request.post('/api/auth/signin/fenix', {
    headers: { Origin: url },
    form: { csrfToken, callbackUrl: `${url}/` },
    maxRedirects: 0,
  });
  const { location } = answer.headers();
  if (!location) throw new Error(`signing in was answered ${answer.status()}`);
  const back = await chooseAtDialog(location, idOf(n));
  await request.get(back.href, { maxRedirects: 0 });
}

/** Chooses a person at the dialog of the development FenixEdu. */
export async function choose(page: Page, n: number): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${escaped(nameOf(n))} ?${idOf(n)}`) }).click();
}

/** The rules of axe about colours: what the other ones check is the same in both colour schemes. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Returns the violations of WCAG 2.2, levels A and AA, that axe finds; `rules` checks these rules only. */
export async function violationsOn(page: Page, { rules }: { rules?: string[] } = {}) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  // Results without violations are not needed, and without frames of other sites no second page is needed to combine
  // results: each of these takes as long as the check itself. `options` resets tags that were set before it.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  if (rules) builder.withRules(rules);
  else builder.withTags(tags);
  return (await builder.setLegacyMode().analyze()).violations;
}

/** Expects no violation on a page in either colour scheme. */
export async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours in a transition between the schemes belong to neither.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    // Labels of the map are placed in the frame after a change.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const violations = await violationsOn(page, colorScheme === 'dark' ? { rules: COLOUR_RULES } : {});
    const found = violations.map(({ id, nodes }) => [
      colorScheme,
      id,
      nodes.map(({ html, failureSummary }) => [html, failureSummary]),
    ]);
    expect(found).toEqual([]);
  }
}

export const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
export const messages = (page: Page) => page.getByRole('log', { name: 'Messages' });
export const message = (page: Page, text: string) => messages(page).getByText(text, { exact: true });
/** Returns the message with a text itself, not a reply that quotes it. */
export const article = (page: Page, text: string) =>
  messages(page).getByRole('article').filter({ hasText: text }).first();
/** Opens the menu of the message with a text. */
export async function menuOf(page: Page, text: string): Promise<void> {
  await article(page, text).hover();
  await article(page, text).getByRole('button', { name: 'More' }).click();
}
export const people = (page: Page) => page.getByRole('region', { name: 'People' });
/** Returns sample person `n` in the list of people around. */
export const rowOf = (page: Page, n: number) =>
  people(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(nameOf(n), { exact: true }) });
/** Opens the card of sample person `n` from the people around. */
export async function openCard(page: Page, n: number): Promise<Locator> {
  await rowOf(page, n).getByRole('button').click();
  return page.getByRole('dialog', { name: nameOf(n), exact: true });
}
export const place = (page: Page) => page.getByRole('region', { name: 'Place' });
/** The list of the buildings. */
export const places = (page: Page) => page.getByRole('region', { name: 'Places' });
/** Opens the settings of the place: how exact the position is, and the ways to correct it. */
export async function openSettings(page: Page): Promise<void> {
  await place(page).getByRole('button', { name: 'Place settings' }).click();
}
const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 1024;

/** Opens a tab of a phone. */
async function tab(page: Page, name: 'Around' | 'Chats' | 'You'): Promise<void> {
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name }).click();
}
export const locationHeading = (page: Page) => place(page).getByRole('heading', { level: 2 }).first();

export const sharingSwitch = (page: Page) => place(page).getByRole('switch', { name: /Share my place/ });

/** Waits until a desktop page is connected and complete. */
export async function ready(page: Page): Promise<void> {
  await expect(sharingSwitch(page)).toBeEnabled();
}

/** Turns sharing on, with the device's location. A user who shared a minute ago, in another browser, still does. */
export async function share(page: Page): Promise<void> {
  await ready(page);
  const sharing = sharingSwitch(page);
  if (await sharing.isChecked()) return;
  await sharing.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Share this device' }).click();
  await expect(sharing).toBeChecked();
}

/** Opens a conversation of the list: one of the two permanent ones, or by its title. */
export async function open(page: Page, which: 'nearby' | 'building' | string): Promise<void> {
  const around = which === 'nearby' || which === 'building';
  await (around
    ? list(page).locator(`a[href="/?c=${which}"]`)
    : list(page).getByRole('link', { name: new RegExp(`^${escaped(which)}`) })
  ).click();
  await expect(messages(page)).toBeVisible();
}

/** Starts a message to a user, or to a group of several, by username. */
export async function writeTo(page: Page, ...usernames: string[]): Promise<void> {
  await list(page).getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('menuitem', { name: 'Write to people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Write to people' });
  const field = dialog.getByRole('textbox', { name: 'Name or username' });
  for (const username of usernames) {
    await field.fill(username);
    await field.press('Enter');
  }
  await dialog.getByRole('button', { name: usernames.length > 1 ? /^Create a group/ : 'Write' }).click();
  await expect(messages(page)).toBeVisible();
}

/** Sends a message as the signed-in user, without the page. */
export async function sendTo(
  { request }: Page,
  { to, text, url }: { to: number; text: string; url: string },
): Promise<void> {
  const data = { to: { to: 'people', users: [idOf(to)] }, text, clientId: randomUUID() };
  // An overloaded node asks clients to retry.
  await expect(async () => {
    const answer = await request.post('/api/v1/messages', { data, headers: { Origin: url } });
    expect(answer.status()).toBe(201);
  }).toPass();
}

/** The number of messages sent at once, small enough for a busy node. */
const LINES_AT_ONCE = 8;

/** Sends the messages `line 1` to `line <count>` in the same way. The first is sent first and the last is sent last. */
export async function sendLines(
  page: Page,
  { to, count, url }: { to: number; count: number; url: string },
): Promise<void> {
  const send = (n: number) => sendTo(page, { to, text: `line ${n}`, url });
  const between = Array.from({ length: count - 2 }, (_, n) => n + 2);
  await send(1);
  while (between.length > 0) await Promise.all(between.splice(0, LINES_AT_ONCE).map(send));
  await send(count);
}

/** Returns the elements that are scrolled although a user could not scroll them back; the list must be empty. */
export async function stuck(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((each) => {
        const root = each === document.documentElement;
        const { overflowX: x, overflowY: y } = getComputedStyle(root ? document.body : each);
        const free = /auto|scroll/.test(`${x} ${y}`) || (root && x === 'visible');
        return !free && (each.scrollTop !== 0 || each.scrollLeft !== 0);
      })
      .map((each) => `${each.tagName} ${each.className} ${each.scrollLeft} ${each.scrollTop}`),
  );
}

/** Writes and sends a message, with the keyboard only. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
