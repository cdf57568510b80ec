import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushPayload } from '@/protocol/push';
import { decrypt } from './decrypt-push';

/** A message that a browser got, with the headers of its request. */
interface Received {
  payload: PushPayload;
  headers: IncomingHttpHeaders;
}

/** A browser that is subscribed at the push service. */
export interface PushBrowser {
  /** The body of a request to subscribe. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  received: Received[];
  /** Answers the next requests in this way instead of 201; the last way stays. */
  answer(...ways: Way[]): void;
  /** Resolves with the first message, also an earlier one, of which `is` is true. */
  next(is: (payload: PushPayload) => boolean): Promise<Received>;
}

type Way = { status: number; headers?: Record<string, string> } | 'hang';

const WAIT_MS = 60_000;

/** Starts a push service on this machine, which decrypts what it is sent, as the browsers do. */
export async function startPushService({ port = 0 } = {}): Promise<{
  origin: string;
  /** Adds a browser; `onMessage` is called with each message that it gets. */
  browser(onMessage?: (payload: PushPayload) => void): PushBrowser;
  close(): Promise<void>;
}> {
  const browsers = new Map<string, { get: (received: Received) => void; way: () => Way; keys: Keys }>();
  const server = createServer((request, response) => {
    const browser = browsers.get((request.url ?? '').slice(1));
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (!browser) return void response.writeHead(404).end();
      const way = browser.way();
      if (way === 'hang') return;
      if (way.status === 201) {
        const text = decrypt(Buffer.concat(parts), browser.keys.privateKey, browser.keys.auth).toString();
        browser.get({ payload: JSON.parse(text) as PushPayload, headers: request.headers });
      }
      response.writeHead(way.status, way.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    browser(onMessage = () => {}) {
      const id = randomUUID();
      const ecdh = createECDH('prime256v1');
      const p256dh = ecdh.generateKeys().toString('base64url');
      const auth = randomBytes(16);
      const received: Received[] = [];
      const watchers = new Set<() => void>();
      let ways: Way[] = [{ status: 201 }];
      browsers.set(id, {
        keys: { privateKey: ecdh.getPrivateKey(), auth },
        way: () => (ways.length > 1 ? (ways.shift() as Way) : (ways[0] as Way)),
        get(message) {
          received.push(message);
          onMessage(message.payload);
          for (const watch of [...watchers]) watch();
        },
      });
      return {
        subscription: { endpoint: `${origin}/${id}`, keys: { p256dh, auth: auth.toString('base64url') } },
        received,
        answer: (...next) => {
          ways = next;
        },
        next: (is) =>
          new Promise((resolve, reject) => {
            const look = () => {
              const found = received.find(({ payload }) => is(payload));
              if (!found) return;
              clearTimeout(late);
              watchers.delete(look);
              resolve(found);
            };
            const late = setTimeout(() => {
              watchers.delete(look);
              reject(
                new Error(`no such push message; got ${JSON.stringify(received.map((r) => r.payload))}`),
              );
            }, WAIT_MS);
            watchers.add(look);
            look();
          }),
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Keys {
  privateKey: Buffer;
  auth: Buffer;
}
