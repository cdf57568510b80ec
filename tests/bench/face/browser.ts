import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import settings from '@/playwright.config';
import { countRecords } from '../../e2e/stored';
import { createVisitor } from '../../support/visitor';
import type { BenchNode } from '../node';

/** The windows in which pages are measured. */
const SIZES = {
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
} as const;
export type Size = keyof typeof SIZES;

/** The user of the pages that are measured. */
export const READER = 'ist1100001';

/** Returns the cookies of a new sign-in of the reader, as name and value. */
export async function signInReader({ url }: Pick<BenchNode, 'url'>): Promise<Map<string, string>> {
  const visitor = createVisitor(url);
  await visitor.signIn(READER);
  return visitor.cookies;
}

/** Runs `work` with the browser of the end-to-end tests, and closes it. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch(settings.use?.launchOptions);
  return work(browser).finally(() => browser.close());
}

/** Runs `work` with a page of a new browser context, which has the cookies and an empty cache. */
export async function withPage<T>(
  browser: Browser,
  { url, cookies, size }: { url: string; cookies: Map<string, string>; size: Size },
  work: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: SIZES[size],
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
  });
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
  return work(await context.newPage(), context).finally(() => context.close());
}

/** Returns the milliseconds from the start of the navigation until the list of conversations shows a text. */
export async function timeUntilListed(page: Page, text: string): Promise<number> {
  await page.goto('/', { waitUntil: 'commit' });
  const at = await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('nav li, nav a, nav button')].some(
        (each) => each.checkVisibility() && each.textContent?.includes(wanted),
      ) && performance.now(),
    text,
    { polling: 'raf' },
  );
  return Number(await at.jsonValue());
}

/**
 * Returns the same for a start without a network: the page comes from the service worker, its conversations from what the
 * browser keeps of a visit before.
 */
export async function timeUntilListedOffline(page: Page, text: string): Promise<number> {
  await timeUntilListed(page, text);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(countRecords, 'conversation' as const);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  const context = page.context();
  await page.close();
  await context.setOffline(true);
  return timeUntilListed(await context.newPage(), text);
}
