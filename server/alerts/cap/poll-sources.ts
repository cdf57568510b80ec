import { MAX_CAP_BYTES } from '@/protocol/cap';
import type { Log } from '@/server/log';
import { claimSources, setEntryRead, setEtag, unreadEntries } from '../store/cap-sources';
import type { CapContext } from './context';
import type { FetchDocument } from './fetch-document';
import { MAX_FEED_BYTES, readFeed } from './read-feed';
import { Refusal } from './refusals';
import type { CapSource } from './sources';
import { takeMessage } from './take-message';

/** A feed is read about once a minute, and the rest of its messages the next time. */
const MAX_PER_MINUTE = 60;

/** The parts of the application that read the feeds of sources. */
export interface PollContext extends CapContext {
  fetchDocument: FetchDocument;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Reads the feeds that are due, and takes their new messages for the officers. */
export async function pollSources(app: PollContext): Promise<void> {
  const sources = app.config.capSources.filter(({ feed }) => feed !== null);
  if (sources.length === 0) return;
  const due = await claimSources(
    app.db.pool,
    sources.map(({ name }) => name),
  );
  for (const { name, etag } of due) {
    const source = sources.find((each) => each.name === name);
    if (source) await pollSource(app, source, etag);
  }
}

async function pollSource(app: PollContext, source: CapSource, etag: string | null): Promise<void> {
  const { name, feed } = source;
  const answer = await app.fetchDocument(feed as string, { maxBytes: MAX_FEED_BYTES, etag });
  if (!answer) return app.log.warn({ source: name }, 'the feed of a source of CAP could not be read');
  if (answer.bytes === null) return;
  let urls: string[];
  try {
    urls = await readFeed(answer.bytes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return app.log.warn({ source: name, code: error.code }, 'the feed of a source of CAP is not valid');
  }
  const unread = await unreadEntries(app.db.pool, name, urls);
  if (unread.length > MAX_PER_MINUTE)
    app.log.warn({ source: name, messages: unread.length }, 'a source of CAP has many messages at once');
  let missed = Math.max(0, unread.length - MAX_PER_MINUTE);
  for (const url of unread.slice(0, MAX_PER_MINUTE)) if (!(await readEntry(app, source, url))) missed += 1;
  // Without the ETag the feed is read again, and with it what is missed.
  await setEtag(app.db.pool, name, missed === 0 ? answer.etag : null);
}

/** Takes the message of an entry. Returns false if it could not be read: it is read again the next time. */
async function readEntry(app: PollContext, source: CapSource, url: string): Promise<boolean> {
  const document = await app.fetchDocument(url, { maxBytes: MAX_CAP_BYTES });
  if (!document?.bytes) return false;
  try {
    await takeMessage(app, source, { bytes: document.bytes, mediaType: document.mediaType });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, path } = error;
    app.log.info({ source: source.name, code, path }, 'a message of CAP was refused');
  }
  await setEntryRead(app.db.pool, source.name, url);
  return true;
}
