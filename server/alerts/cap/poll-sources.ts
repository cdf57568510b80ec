import { MAX_CAP_BYTES } from '@/protocol/cap';
import type { Log } from '@/server/log';
import { mapConcurrently } from '@/server/queue';
import {
  claimSources,
  setEntryFailed,
  setEntryRead,
  setEtag,
  setSourceRead,
  unreadEntries,
} from '../store/cap-sources';
import type { CapContext } from './context';
import type { FetchDocument, FetchedDocument } from './fetch-document';
import { noteRefusal } from './note-refusal';
import { MAX_FEED_BYTES, readFeed } from './read-feed';
import { Refusal } from './refusals';
import type { CapSource } from './sources';
import { takeMessage } from './take-message';

/** A feed is read about once a minute, and the rest of its messages the next time. */
const MAX_PER_MINUTE = 60;
/** Another node may claim the source after 48 s. */
const MAX_ROUND_MS = 30_000;
const SOURCES_AT_ONCE = 10;

/** The parts of the application that read the feeds of sources. */
export interface PollContext extends CapContext {
  fetchDocument: FetchDocument;
  log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Reads the feeds that are due, and takes their new messages for the officers. A source that fails stops no other one. Once
 * `isStopped` returns true, no further feed or message is requested.
 */
export async function pollSources(app: PollContext, isStopped = () => false): Promise<void> {
  const sources = app.config.capSources.filter(({ feed }) => feed !== null);
  if (sources.length === 0) return;
  const due = await claimSources(
    app.db.pool,
    sources.map(({ name }) => name),
  );
  await mapConcurrently(due, SOURCES_AT_ONCE, async ({ name, etag }) => {
    const source = sources.find((each) => each.name === name);
    try {
      if (source && !isStopped()) await pollSource(app, source, etag, isStopped);
    } catch (err) {
      app.log.warn({ err, source: name }, 'a source of CAP could not be read');
    }
  });
}

async function pollSource(
  app: PollContext,
  source: CapSource,
  etag: string | null,
  isStopped: () => boolean,
): Promise<void> {
  const { name, feed } = source;
  const answer = await app.fetchDocument(feed as string, { maxBytes: MAX_FEED_BYTES, etag });
  if (!answer) return app.log.warn({ source: name }, 'the feed of a source of CAP could not be read');
  await setSourceRead(app.db.pool, name);
  if (answer.bytes === null) return;
  let urls: string[];
  try {
    urls = await readFeed(answer.bytes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    app.log.warn({ source: name, code: error.code }, 'the feed of a source of CAP is not valid');
    return noteRefusal(app, source, error, feed);
  }
  const isWhole = await readEntries(app, source, urls, isStopped);
  // Without the ETag the feed is read again, and with it what is missed.
  await setEtag(app.db.pool, name, isWhole ? answer.etag : null);
}

/**
 * Takes the new messages of a feed, whose URLs are the oldest first. Of too many, the newest that have failed least are
 * read. Returns whether nothing is left.
 */
async function readEntries(
  app: PollContext,
  source: CapSource,
  urls: readonly string[],
  isStopped: () => boolean,
): Promise<boolean> {
  const { pool } = app.db;
  const { name } = source;
  const unread = await unreadEntries(pool, name, urls);
  if (unread.length > MAX_PER_MINUTE)
    app.log.warn({ source: name, messages: unread.length }, 'a source of CAP has many messages at once');
  const chosen = unread
    .filter(({ isDue }) => isDue)
    .toReversed()
    .sort((a, b) => a.failures - b.failures)
    .slice(0, MAX_PER_MINUTE)
    .sort((a, b) => a.failures - b.failures || a.n - b.n);
  const until = Date.now() + MAX_ROUND_MS;
  const left = new Set(unread.map(({ url }) => url));
  /** Messages that change one which is not known, perhaps because it has not been read yet. */
  const early = new Map<string, FetchedDocument>();
  for (const { url } of chosen) {
    if (isStopped() || Date.now() > until) break;
    const document = await app.fetchDocument(url, { maxBytes: MAX_CAP_BYTES });
    const outcome = document ? await take(app, source, document, { url, isLast: false }) : 'failed';
    if (outcome === 'early' && document) early.set(url, document);
    else if (outcome === 'failed') {
      const failures = await setEntryFailed(pool, name, url);
      app.log.warn({ source: name, url, failures }, 'a message of CAP could not be read');
    }
    if (outcome !== 'failed') left.delete(url);
    if (outcome === 'done') await setEntryRead(pool, name, url);
  }
  const isWhole = left.size === 0;
  for (const { url } of unread) {
    const document = early.get(url);
    if (!document) continue;
    const outcome = await take(app, source, document, { url, isLast: isWhole });
    // What is missed may be what this message changes.
    if (outcome === 'done' || (outcome === 'early' && isWhole)) await setEntryRead(pool, name, url);
    else left.add(url);
  }
  return left.size === 0;
}

/**
 * Takes a message. It is done also when it is refused, except one that changes a message which is not known: that is refused
 * once nothing else is left (`isLast`).
 */
async function take(
  app: PollContext,
  source: CapSource,
  { bytes, mediaType }: FetchedDocument,
  { url, isLast }: { url: string; isLast: boolean },
): Promise<'done' | 'early' | 'failed'> {
  if (bytes === null) return 'failed';
  try {
    await takeMessage(app, source, { bytes, mediaType });
  } catch (err) {
    if (!(err instanceof Refusal)) {
      app.log.warn({ err, source: source.name }, 'a message of CAP could not be taken');
      return 'failed';
    }
    const { code, path } = err;
    app.log.info({ source: source.name, code, path }, 'a message of CAP was refused');
    const isEarly = code === 'reference_unknown';
    if (!isEarly || isLast) await noteRefusal(app, source, err, url);
    if (isEarly) return 'early';
  }
  return 'done';
}
