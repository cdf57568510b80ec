import type { Db } from '@/db/client';
import type { Log } from '@/server/log';
import { createQueue } from '@/server/queue';
import { firstLink } from '@/texts/first-link';
import type { FetchPage } from './fetch-page';
import { readCard } from './read-card';
import { claimPage, storeCard } from './store';

/** Makes the cards of links, when the operator has switched them on. */
export interface LinkCards {
  on: boolean;
  /** Requests the page of the first link of a text that was sent, in the background, unless that was done before. */
  prepare(text: string): void;
}

/** The number of concurrent requests, and of those that wait; a link beyond that has no card. */
const WIDTH = 4;
const MAX_WAITING = 100;

export function createLinkCards({
  on,
  db,
  fetchPage,
  log,
}: {
  on: boolean;
  db: Pick<Db, 'pool'>;
  fetchPage: FetchPage;
  log: Pick<Log, 'warn'>;
}): LinkCards {
  const queue = createQueue({ width: WIDTH, maxWaiting: MAX_WAITING });

  async function make(href: string): Promise<void> {
    if (!(await claimPage(db, href))) return;
    const page = await fetchPage(href);
    await storeCard(db, href, page && readCard(page.html));
  }

  return {
    on,
    prepare(text) {
      const href = on ? firstLink(text) : null;
      if (href === null || queue.waiting() >= MAX_WAITING) return;
      queue.run(() => make(href)).catch((err) => log.warn({ err }, 'the card of a link could not be stored'));
    },
  };
}
