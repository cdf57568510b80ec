import { withDocument } from './read-xml';

/** The largest feed in bytes. */
export const MAX_FEED_BYTES = 1_000_000;
const MAX_ENTRIES = 500;
/** The longest URL in bytes, which is a key of the database. */
const MAX_URL_BYTES = 2_000;
const ATOM = { a: 'http://www.w3.org/2005/Atom' };

/**
 * Returns the URLs of the messages that a feed (Atom or RSS 2.0) names, the oldest first, at most 500. Of several links of
 * an entry, that to CAP counts; one of more than 2,000 bytes is left out. Throws a Refusal for what is not XML; other XML has no entries.
 */
export function readFeed(bytes: Uint8Array): Promise<string[]> {
  return withDocument(bytes, MAX_FEED_BYTES, ({ document }) => {
    const entries = [
      ...document
        .find('/a:feed/a:entry', ATOM)
        .slice(0, MAX_ENTRIES)
        .map(
          (entry) =>
            entry.get('a:link[@type="application/cap+xml"]/@href', ATOM) ?? entry.get('a:link/@href', ATOM),
        ),
      ...document
        .find('/rss/channel/item')
        .slice(0, MAX_ENTRIES)
        .map((item) => item.get('link')),
    ];
    const urls = entries.flatMap((link) => link?.content.trim() || []);
    return [...new Set(urls)].filter((url) => Buffer.byteLength(url) <= MAX_URL_BYTES).reverse();
  });
}
