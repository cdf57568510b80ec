import type { Page } from '@playwright/test';

/** A screen of the pages: what to do to see it, as sample person 1, as person 2, who takes part in an exercise, as the administrator (0), or as nobody. */
export interface Screen {
  name: string;
  as: 0 | 1 | 2 | null;
  path: string;
  /** Opens what the address alone does not show. Runs on a desktop and on a phone. */
  open?: (page: Page) => Promise<unknown>;
  /** The only size that has the screen. */
  only?: 'phone' | 'desk';
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const link = (page: Page, name: string, exact = false) =>
  page.getByRole('link', { name, exact }).first().click();

async function dialog(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
}

/** Every screen in both sizes and themes. */
export const SCREENS: readonly Screen[] = [
  { name: 'sign-in', as: null, path: '/sign-in' },
  { name: 'register', as: null, path: '/register' },
  { name: 'forgotten', as: null, path: '/forgot-password' },
  { name: 'not-found', as: null, path: '/nowhere' },
  { name: 'around', as: 1, path: '/' },
  { name: 'place-settings', as: 1, path: '/', open: (page) => button(page, 'Place settings') },
  { name: 'places', as: 1, path: '/', open: (page) => button(page, /list/i) },
  { name: 'chats', as: 1, path: '/?t=chats', only: 'phone' },
  { name: 'direct', as: 1, path: '/?c=@ist1000001' },
  { name: 'details', as: 1, path: '/?c=@ist1000001&i' },
  { name: 'channel', as: 1, path: '/', open: (page) => openFirstChannel(page) },
  { name: 'search', as: 1, path: '/?q=study' },
  { name: 'palette', as: 1, path: '/', open: (page) => dialog(page, 'Control+k'), only: 'desk' },
  { name: 'keyboard', as: 1, path: '/', open: (page) => dialog(page, '?'), only: 'desk' },
  { name: 'you', as: 1, path: '/?t=you', only: 'phone' },
  { name: 'new-channel', as: 1, path: '/?t=chats', open: (page) => start(page, 'New channel') },
  { name: 'browse-channels', as: 1, path: '/?t=chats', open: (page) => start(page, 'Browse channels') },
  { name: 'new-message', as: 1, path: '/?t=chats', open: (page) => start(page, 'Write to people') },
  { name: 'menu', as: 1, path: '/', open: (page) => button(page, /^Menu|menu/), only: 'desk' },
  { name: 'profile', as: 1, path: '/profile' },
  { name: 'notifications', as: 1, path: '/notifications' },
  { name: 'bots', as: 1, path: '/bots' },
  { name: 'bot', as: 1, path: '/bots/door-bot' },
  {
    name: 'webhooks',
    as: 1,
    path: '/bots/door-bot',
    open: async (page) => {
      await page.getByText('Last call').click();
      await page.getByRole('region', { name: 'Webhooks' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'outgoing-webhooks',
    as: 1,
    path: '/bots/door-bot',
    open: async (page) => {
      const region = page.getByRole('region', { name: 'Calls to other programs' });
      for (const events of await region.getByText(/Last \d+ events/).all()) await events.click();
      await region.evaluate((element) => element.scrollIntoView());
    },
  },
  { name: 'device', as: 1, path: '/device' },
  { name: 'alert-console', as: 1, path: '/alert-console' },
  {
    name: 'alert-new',
    as: 1,
    path: '/alert-console?new=live',
    open: (page) => button(page, 'Fire, leave now'),
  },
  { name: 'alert-record', as: 1, path: '/alert-console', open: (page) => link(page, 'Record', true) },
  { name: 'alert-roll-call', as: 1, path: '/alert-console', open: (page) => link(page, 'Roll-call') },
  { name: 'alert-card', as: 2, path: '/', open: (page) => page.getByRole('alertdialog').waitFor() },
  { name: 'my-alerts', as: 2, path: '/my-alerts', open: (page) => page.locator('summary').first().click() },
  { name: 'who-sees-me', as: 2, path: '/who-sees-me' },
  { name: 'alert-templates', as: 1, path: '/alert-console?templates' },
  { name: 'admin-officers', as: 0, path: '/admin/officers' },
  { name: 'admin-grant', as: 0, path: '/admin/officers', open: (page) => button(page, 'Grant a right') },
  { name: 'admin-users', as: 0, path: '/admin/users' },
  { name: 'admin-user', as: 0, path: '/admin/users/ist1100001' },
  { name: 'admin-buildings', as: 0, path: '/admin/buildings' },
  { name: 'admin-building', as: 0, path: '/admin/buildings/2448131361042' },
  {
    name: 'admin-campus',
    as: 0,
    path: '/admin/buildings',
    open: (page) => button(page, 'Edit the campus Alameda'),
  },
  { name: 'admin-online', as: 0, path: '/admin/online' },
  { name: 'admin-reports', as: 0, path: '/admin/reports' },
  { name: 'admin-bots', as: 0, path: '/admin/bots' },
  { name: 'admin-log', as: 0, path: '/admin/log' },
];

async function start(page: Page, what: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name: /^New/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: what }).click();
  await page.getByRole('dialog').waitFor();
}

async function openFirstChannel(page: Page): Promise<void> {
  const phone = (page.viewportSize()?.width ?? 0) < 1024;
  if (phone)
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Chats' }).click();
  await page.getByRole('navigation', { name: 'Conversations' }).locator('a[href^="/?c="]').nth(4).click();
}
