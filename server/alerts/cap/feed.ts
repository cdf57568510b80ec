import type { CapMessage } from './message';
import { instantOf } from './values';
import { escaped } from './write-message';

/** The size of a feed that every reader takes, in bytes. */
const MAX_FEED_BYTES = 100_000;

/** Where a feed and its messages are read. */
export interface FeedPlace {
  /** The host that names this installation. */
  sender: string;
  url: string;
  title: string;
}

/** Returns the URL of a message. */
const urlOf = ({ url }: Pick<FeedPlace, 'url'>, { identifier }: Pick<CapMessage, 'identifier'>) =>
  `${url}/${encodeURIComponent(identifier)}`;

/**
 * Returns a feed (Atom, RFC 4287; OASIS CAP Feeds 1.0) with one entry a message, the newest first, and the time at which
 * it changed. Messages that would make it larger than 100 KB are left out: those in force last, those without a danger and
 * the oldest first.
 */
export function writeFeed(messages: readonly CapMessage[], place: FeedPlace): { xml: string; changed: Date } {
  const newest = [...messages].sort((a, b) => instantOf(b.sent) - instantOf(a.sent));
  const changed = new Date(newest[0] ? instantOf(newest[0].sent) : 0);
  const self = escaped(place.url).replaceAll('"', '&quot;');
  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">' +
    `<id>${self}</id><title>${escaped(place.title)}</title><updated>${changed.toISOString()}</updated>` +
    `<author><name>${escaped(place.sender)}</name></author><link rel="self" href="${self}"/>`;
  let bytes = Buffer.byteLength(head);
  const rank = ranked(newest);
  const entries = new Map<CapMessage, string>();
  for (const message of [...newest].sort((a, b) => rank(a) - rank(b))) {
    const entry = entryOf(message, place);
    bytes += Buffer.byteLength(entry);
    if (bytes > MAX_FEED_BYTES) break;
    entries.set(message, entry);
  }
  const inOrder = newest.map((message) => entries.get(message) ?? '').join('');
  return { xml: `${head}${inOrder}</feed>\n`, changed };
}

/** Returns a function that says how soon a message is left out of a feed: one of a danger that lasts has 0, a test 3. */
function ranked(messages: readonly CapMessage[]): (message: CapMessage) => number {
  const changed = new Set(
    messages.flatMap(({ references }) => references.map(({ identifier }) => identifier)),
  );
  return ({ identifier, status, msgType, infos }) => {
    if (status !== 'Actual') return 3;
    if (changed.has(identifier)) return 2;
    const lasts = infos.some(({ expires }) => expires !== null && instantOf(expires) > Date.now());
    return msgType !== 'Cancel' && lasts ? 0 : 1;
  };
}

function entryOf(message: CapMessage, place: FeedPlace): string {
  const { identifier, sender, sent, status, msgType, infos } = message;
  const time = new Date(instantOf(sent)).toISOString();
  const both = (text: (info: CapMessage['infos'][number]) => string | null) =>
    escaped(infos.map(text).join(' / '));
  const areas = [...new Set(infos.flatMap(({ areas }) => areas.map(({ description }) => description)))];
  return (
    // A tag URI (RFC 4151): unique for good.
    `<entry><id>tag:${escaped(sender)},${time.slice(0, 4)}:${escaped(identifier)}</id>` +
    `<title>${both(({ headline }) => headline)}</title><updated>${time}</updated><published>${time}</published>` +
    `<link rel="alternate" type="application/cap+xml" href="${escaped(urlOf(place, message))}"/>` +
    `<summary>${both(({ instruction }) => instruction)}</summary>` +
    `<cap:status>${status}</cap:status><cap:msgType>${msgType}</cap:msgType>` +
    `<cap:areaDesc>${escaped(areas.join(', '))}</cap:areaDesc></entry>`
  );
}
