import { expect, type Page } from './people';

/** Waits until the worker controls the page and this browser keeps the messages that it shows. */
export async function stored(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(countConversations)).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** Returns the number of conversations that this browser keeps. Runs in the page. */
export async function countConversations(): Promise<number> {
  const opening = indexedDB.open('quad');
  await new Promise((done) => opening.addEventListener('success', done));
  const database = opening.result;
  const counting = database
    .transaction('records')
    .objectStore('records')
    .count(IDBKeyRange.bound('conversation:', 'conversation;'));
  await new Promise((done) => counting.addEventListener('success', done));
  database.close();
  return counting.result;
}
