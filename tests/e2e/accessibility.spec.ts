import type { Locator } from '@playwright/test';
import { CENTRAL } from '@/tests/support/campus';
import {
  choose,
  expect,
  list,
  message,
  messages,
  onSecondNode,
  type Page,
  test,
  violationsOn,
} from './people';

test.use(onSecondNode);

/** Presses Tab until an element has the focus, as a user does who has no pointer. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}

test('the main job by keyboard alone, with the names that a screen reader says', async ({ browserOf }) => {
  const page = await browserOf({
    at: CENTRAL.at,
    viewport: { width: 1280, height: 900 },
    forcedColors: 'active',
  });
  await page.goto('/');
  await tabTo(page, page.getByRole('button', { name: 'Sign in with FenixEdu', exact: true }));
  await page.keyboard.press('Enter');
  await choose(page, 10);

  await expect(list(page)).toBeVisible();
  const sharing = page.getByRole('region', { name: 'Place' }).getByRole('switch', { name: 'Share my place' });
  await expect(sharing).toBeEnabled();
  await tabTo(page, sharing);
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog', { name: 'Share your place?' });
  await expect(dialog).toMatchAriaSnapshot(`
    - heading "Share your place?"
    - group "For how long":
      - radio "An hour" [checked]
      - radio "Until tonight"
      - radio "While I’m here"
      - radio "Until I turn it off"
  `);
  await tabTo(page, dialog.getByRole('button', { name: "Share this device's location" }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Place' })).toMatchAriaSnapshot(`
    - heading "${CENTRAL.name}"
    - switch "Share my place" [checked]
  `);

  const people = page.getByRole('region', { name: 'People' });
  await tabTo(page, people.getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('Is anybody here?');
  await page.keyboard.press('Enter');
  await expect(people.getByRole('status').filter({ hasText: /^It reached/ })).toBeVisible();

  await tabTo(page, list(page).getByRole('link', { name: /^Nearby/ }));
  await page.keyboard.press('Enter');
  await expect(message(page, 'Is anybody here?')).toBeVisible();
  await expect(messages(page)).toMatchAriaSnapshot(`
    - log "Messages":
      - article "Message from you":
        - paragraph: Is anybody here?
        - text: sent
        - button "Reply"
        - button "More"
  `);
  await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('Nobody, then');
  await page.keyboard.press('Enter');
  await expect(message(page, 'Nobody, then')).toBeVisible();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Go to…' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(CENTRAL.name);
  await expect(palette.getByRole('option', { name: new RegExp(CENTRAL.name) }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

const PAGES = [
  '/',
  '/?t=chats',
  '/?t=you',
  '/?c=nearby',
  '/?c=nearby&i',
  '/profile',
  '/notifications',
  '/my-alerts',
  '/who-sees-me',
  '/bots',
];
const ADMINISTRATION = [
  '/admin/reports',
  '/admin/users',
  '/admin/users/ist1100001',
  '/admin/buildings',
  '/admin/online',
  '/admin/bots',
  '/admin/log',
  '/admin/officers',
  '/alert-console',
  '/nowhere',
  '/sign-in',
];

// A window of 1,280 × 1,024 at 400 %. The rules about colours are the same in every language.
for (const [language, pages] of [
  ['pt', [...PAGES, ...ADMINISTRATION]],
  [
    'ar',
    [
      ...PAGES,
      '/admin/users/ist1100001',
      '/admin/officers',
      '/admin/buildings',
      '/alert-console',
      '/sign-in',
    ],
  ],
] as const) {
  test(`every page in ${language} at 400 % and in forced colours: nothing overflows, and axe finds nothing`, async ({
    person,
    url,
    expectErrors,
  }) => {
    expectErrors(/404/);
    const page = await person(0, {
      path: null,
      viewport: { width: 320, height: 256 },
      forcedColors: 'active',
    });
    await page.context().addCookies([{ name: 'quad-locale', value: language, url }]);
    const found: unknown[] = [];
    for (const path of pages) {
      if (path === '/sign-in') await page.context().clearCookies({ name: /session/ });
      await page.goto(path);
      await expect(page.locator(`html[lang=${language}]`)).toBeVisible();
      await expect(page.locator('.skeleton').filter({ visible: true })).toHaveCount(0);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('body *')].flatMap((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          const over = width > 0 && (right > innerWidth + 1 || left < -1);
          return over && document.documentElement.scrollWidth > innerWidth
            ? [`${element.tagName} ${element.className} ${Math.round(left)}–${Math.round(right)}`]
            : [];
        }),
      );
      if (wide.length > 0) found.push([path, 'overflows', wide.slice(0, 5)]);
      for (const { id, nodes } of await violationsOn(page))
        if (id !== 'color-contrast')
          found.push([path, id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]);
    }
    expect(found).toEqual([]);
  });
}

test('[N10] the documents fit a phone and a desk, light and dark, and axe finds nothing', async ({
  browserOf,
}) => {
  const page = await browserOf();
  for (const [width, colorScheme] of [
    [390, 'light'],
    [1440, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    for (const path of [
      '/docs',
      '/docs/programs',
      '/docs/reference/messages',
      '/docs/guides/first-message',
    ]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true);
      expect(await violationsOn(page), path).toEqual([]);
    }
  }
  await page.getByRole('navigation').getByRole('link', { name: 'The socket' }).click();
  await expect(page.getByRole('heading', { name: 'The socket' })).toBeVisible();
});
