import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchDocument } from './fetch-document';
import { readFeed } from './read-feed';
import { capSources } from './sources';

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
  const headers = { 'content-type': 'text/xml', etag: '"1"' };
  if (request.url === '/compressed')
    return response.writeHead(200, { ...headers, 'content-encoding': 'br' }).end('x');
  if (request.url === '/gone') return response.writeHead(404).end();
  response.writeHead(200, headers).end('x'.repeat(request.url === '/large' ? 101 : 100));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Requests the server of the test; the rules for hosts are those of `createRequestPublic`, and tested with it. */
const fetchDocument = createFetchDocument(async (url, { headers, signal }) => {
  if (url === '/private') return null;
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve) =>
    get({ port, path: url, headers, signal, agent: false }, resolve),
  );
  return { url: new URL('https://met.example.pt'), response };
});

test('[H9] a document is read whole, or not at all', async () => {
  const read = (url: string, etag?: string) => fetchDocument(url, { maxBytes: 100, etag });
  expect(await read('/')).toMatchObject({ bytes: { length: 100 }, mediaType: 'text/xml', etag: '"1"' });
  expect(await read('/', '"1"')).toMatchObject({ bytes: null, etag: '"1"' });
  for (const url of ['/large', '/compressed', '/gone', '/private']) expect(await read(url)).toBeNull();
});

test('[H9] a feed is Atom or RSS, the oldest first, and its links to CAP count', async () => {
  const atom = (entries: string) =>
    Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom">${entries}</feed>`);
  const entry =
    '<entry><link href="https://a.pt/page"/><link type="application/cap+xml" href="https://a.pt/2&amp;x"/></entry>';
  const urls = await readFeed(atom(`${entry}${entry}<entry><link href=" https://a.pt/1 "/></entry><entry/>`));
  expect(urls).toEqual(['https://a.pt/1', 'https://a.pt/2&x']);
  const rss =
    '<rss><channel><item><link>https://a.pt/2</link></item><item><link>https://a.pt/1</link></item></channel></rss>';
  expect(await readFeed(Buffer.from(rss))).toEqual(['https://a.pt/1', 'https://a.pt/2']);
  expect(await readFeed(atom(`<entry><link href="https://a.pt/${'x'.repeat(2_000)}"/></entry>`))).toEqual([]);
  expect(await readFeed(Buffer.from('<html/>'))).toEqual([]);
  expect(await readFeed(atom('<entry><link href="https://a.pt"/></entry>'.repeat(600)))).toHaveLength(1);
  await expect(readFeed(Buffer.from('<!DOCTYPE feed><feed/>'))).rejects.toMatchObject({ code: 'doctype' });
});

test('[H9] a source needs a way in, a name of its own and a key that is one', () => {
  const source = { name: 'weather', senders: ['met.example'], user: 'gateway' };
  expect(capSources.parse([source])).toEqual([
    { ...source, geocodes: [], campus: null, feed: null, key: null },
  ]);
  for (const wrong of [
    [{ ...source, user: undefined }],
    [source, { ...source, user: 'other' }],
    [source, { ...source, name: 'other' }],
    [{ ...source, key: 'x' }],
    [{ ...source, feed: 'http://met.example/feed' }],
    [{ ...source, extra: 1 }],
    {},
  ])
    expect(capSources.safeParse(wrong).success).toBe(false);
});
