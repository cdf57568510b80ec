import type { Kind } from '@/clients/connection/vault';
import { expect, type Page } from './people';

/** Waits until the worker controls the page and this browser keeps the messages that it shows. */
export async function stored(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await keeps(page, 'conversation');
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

/** Waits until this browser keeps records of a kind: a page that is left before that loses them. */
export async function keeps(page: Page, kind: Kind): Promise<void> {
  await expect.poll(() => page.evaluate(countRecords, kind)).toBeGreaterThan(0);
}

/** Returns the number of records of a kind that this browser keeps. Runs in the page. */
export async function countRecords(kind: string): Promise<number> {
  // Opening a database that is not there would create it, without what the page expects in it.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'quad')) return 0;
  const opening = indexedDB.open('quad');
  await new Promise((done) => opening.addEventListener('success', done));
  const database = opening.result;
  const counting = database
    .transaction('records')
    .objectStore('records')
    .count(IDBKeyRange.bound(`${kind}:`, `${kind};`));
  await new Promise((done) => counting.addEventListener('success', done));
  database.close();
  return counting.result;
}
