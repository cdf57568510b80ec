import type { Page } from '@playwright/test';
import { quantile } from '../latencies';

/** Milliseconds for which a page is watched after it has loaded, and for which a conversation is scrolled. */
const WATCHED_MS = 3_000;
const SCROLLED_MS = 5_000;
/** Pixels that each frame scrolls, as a thumb that flings. */
const STEP = 160;
const CENTRAL = { latitude: 38.7374427, longitude: -9.1401387, accuracy: 5 };

/** Returns the sum of all layout shifts until a page has loaded, lost its connection, and has it back. */
export async function totalShift(page: Page): Promise<number> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  await connected(page);
  await page.waitForTimeout(WATCHED_MS);
  await page.context().setOffline(true);
  await page.getByText(/^You are offline/).waitFor();
  await page.context().setOffline(false);
  await connected(page);
  await page.waitForTimeout(WATCHED_MS / 2);
  return page.evaluate(() =>
    (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0),
  );
}

/**
 * Scrolls a direct conversation upwards, frame by frame. Returns the time between two frames that nine in ten do not
 * exceed, in milliseconds.
 */
export async function slowestScrolling(page: Page, username: string): Promise<number> {
  await page.goto(`/?c=@${username}`);
  await page
    .getByRole('log')
    .getByText(/the seminar/)
    .last()
    .waitFor();
  await connected(page);
  const frames = await page.getByRole('log').evaluate(
    async (box, { step, ms }) => {
      const times: number[] = [];
      const end = performance.now() + ms;
      let before = performance.now();
      while (before < end) {
        box.scrollTop -= step;
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      return times.slice(1);
    },
    { step: STEP, ms: SCROLLED_MS },
  );
  return quantile(frames, 0.9);
}

/**
 * Shares the reader's place among the people near, opens a conversation, types, and opens what a tap opens. Returns the
 * longest time from an input to the next picture, in milliseconds.
 */
export async function slowestInteraction(page: Page, username: string): Promise<number> {
  await page.addInitScript(() => {
    const inputs: number[] = [];
    Object.assign(window, { inputs });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (entry.interactionId > 0) inputs.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  const context = page.context();
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation(CENTRAL);
  await page.goto(`/?c=@${username}`);
  await page
    .getByRole('log')
    .getByText(/the seminar/)
    .last()
    .waitFor();
  await connected(page);
  await page.waitForTimeout(WATCHED_MS);
  const field = page.getByRole('textbox', { name: 'Message' }).last();
  await field.click();
  await field.pressSequentially('Where is everybody today?', { delay: 40 });
  await field.press('Enter');
  await page.getByRole('button', { name: 'Emoji' }).first().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('wri', { delay: 40 });
  await page.keyboard.press('Escape');
  await page.waitForTimeout(WATCHED_MS / 3);
  const inputs = await page.evaluate(() => (window as unknown as { inputs: number[] }).inputs);
  return Math.max(0, ...inputs);
}

/** Waits until the page is connected. */
const connected = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[role="switch"]:not(:disabled)') !== null);
