import type { Browser, Page } from '@playwright/test';
import { quantile } from '../latencies';
import { busyInFrames } from './frames';

/** Milliseconds for which a page is watched after it has loaded, and for which a conversation is scrolled. */
const WATCHED_MS = 3_000;
const SCROLLED_MS = 5_000;
/** Pixels that each frame scrolls, as a thumb that flings. */
const STEP = 160;
/** Moves of the mouse that drags the map. */
const DRAG_STEPS = 240;
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
 * Scrolls a direct conversation upwards, frame by frame. Returns the milliseconds for which the main thread is busy in a
 * frame that nine in ten do not exceed, and the most messages that were drawn at once.
 */
export async function slowestScrolling(
  browser: Browser,
  page: Page,
  username: string,
): Promise<{ busy: number; drawn: number }> {
  await openConversation(page, username);
  // What is loaded after the first picture is no part of scrolling.
  await page.waitForTimeout(WATCHED_MS);
  let drawn = 0;
  const frames = await busyInFrames(browser, page, async () => {
    drawn = await page.getByRole('log').evaluate(
      async (box, { step, ms }) => {
        let most = 0;
        for (const end = performance.now() + ms; performance.now() < end; ) {
          box.scrollTop -= step;
          await new Promise(requestAnimationFrame);
          most = Math.max(most, box.querySelectorAll('[data-seq]').length);
        }
        return most;
      },
      { step: STEP, ms: SCROLLED_MS },
    );
  });
  return { busy: quantile(frames, 0.9), drawn };
}

/** Drags the map to and fro among the people near. Returns the busy milliseconds that nine in ten frames do not exceed. */
export async function slowestDragging(browser: Browser, page: Page): Promise<number> {
  await shareAmongPeople(page);
  await page.goto('/');
  const map = page.locator('.leaflet-container').first();
  await map.waitFor();
  await connected(page);
  await page.waitForTimeout(WATCHED_MS);
  const box = await map.boundingBox();
  if (!box) throw new Error('the map is not visible');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 3];
  const frames = await busyInFrames(browser, page, async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 0; step < DRAG_STEPS; step++)
      await page.mouse.move(x + 80 * Math.sin(step / 8), y + 50 * Math.cos(step / 8));
    await page.mouse.up();
  });
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
  await shareAmongPeople(page);
  await openConversation(page, username);
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

async function shareAmongPeople(page: Page): Promise<void> {
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation(CENTRAL);
}

async function openConversation(page: Page, username: string): Promise<void> {
  await page.goto(`/?c=@${username}`);
  await page
    .getByRole('log')
    .getByText(/the seminar/)
    .last()
    .waitFor();
  await connected(page);
}

/** Waits until the page is connected. */
const connected = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[role="switch"]:not(:disabled)') !== null);
