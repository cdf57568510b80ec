import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A push message that Firefox was given. */
interface GivenPush {
  /** Firefox's last answer, null before it: 100 says that the service worker took it, any other that it did not. */
  code: number | null;
}

/** A push service for a Firefox on this machine. */
export interface FirefoxPushService {
  origin: string;
  /** The preferences with which Firefox uses this push service. */
  preferences: Record<string, string | number | boolean>;
  /** Resolves when Firefox is connected and can subscribe: a `subscribe` before never ends. */
  ready: Promise<void>;
  /** What Firefox was given, in this order. */
  given: GivenPush[];
  /** Resolves when Firefox has answered this many messages. */
  answered(count: number): Promise<void>;
  /** Keeps the next messages until there are so many, and then gives them to Firefox, the newest first. */
  reverse(count: number): void;
  close(): Promise<void>;
}

/** An encrypted message for a subscription. */
interface Message {
  channelID: string;
  data: string;
}

interface Said {
  messageType?: 'hello' | 'register' | 'unregister' | 'ack' | 'nack' | 'broadcast_subscribe';
  uaid?: string;
  channelID?: string;
  updates?: { version: string; code: number }[];
  version?: string;
  code?: number;
}

const WAIT_MS = 120_000;

/**
 * Starts a push service that speaks the protocol between Firefox and its push service (a WebSocket with JSON), and takes
 * messages by HTTP (RFC 8030). It keeps messages while Firefox is not connected, and cannot decrypt them.
 */
export async function startFirefoxPushService({ port = 0 } = {}): Promise<FirefoxPushService> {
  const given: GivenPush[] = [];
  const byVersion = new Map<string, GivenPush>();
  const watchers = new Set<() => void>();
  const waiting: Message[] = [];
  const reversed: Message[] = [];
  let toReverse = 0;
  let browser: WebSocket | null = null;
  let becomeReady = () => {};
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  const say = (message: object) => browser?.send(JSON.stringify(message));

  function give(message: Message): void {
    if (!browser) return void waiting.push(message);
    const version = randomUUID();
    const push: GivenPush = { code: null };
    given.push(push);
    byVersion.set(version, push);
    say({ messageType: 'notification', ...message, version, ttl: 60, headers: { encoding: 'aes128gcm' } });
  }

  function take(message: Message): void {
    if (toReverse === 0) {
      give(message);
      return;
    }
    reversed.unshift(message);
    if (reversed.length < toReverse) return;
    toReverse = 0;
    for (const each of reversed.splice(0)) give(each);
  }

  function note(version: string, code: number): void {
    const push = byVersion.get(version);
    if (push) push.code = code;
    for (const watch of [...watchers]) watch();
  }

  function hear(said: Said): void {
    const { messageType, channelID } = said;
    if (messageType === 'hello') {
      say({
        messageType,
        status: 200,
        uaid: said.uaid || randomUUID().replaceAll('-', ''),
        use_webpush: true,
      });
      for (const each of waiting.splice(0)) give(each);
    } else if (messageType === 'broadcast_subscribe') becomeReady();
    else if (messageType === 'register')
      say({ messageType, status: 200, channelID, pushEndpoint: `${origin}/${channelID}` });
    else if (messageType === 'unregister') say({ messageType, status: 200, channelID });
    else if (messageType === 'ack') for (const { version, code } of said.updates ?? []) note(version, code);
    else if (messageType === 'nack') note(said.version ?? '', said.code ?? 0);
    else say({}); // a ping
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      take({ channelID: (request.url ?? '').slice(1), data: Buffer.concat(parts).toString('base64url') });
      response.writeHead(201, { Location: `${origin}/messages/${randomUUID()}` }).end();
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    browser = socket;
    socket.on('message', (data) => hear(JSON.parse(String(data)) as Said));
    socket.on('close', () => {
      if (browser === socket) browser = null;
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${address}`;

  return {
    origin,
    preferences: {
      'dom.push.enabled': true,
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': `ws://${address}/`,
      'dom.push.testing.allowInsecureServerURL': true,
    },
    ready,
    given,
    answered: (count) =>
      new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(late);
          watchers.delete(look);
        };
        const look = () => {
          if (given.filter(({ code }) => code !== null).length < count) return;
          done();
          resolve();
        };
        const late = setTimeout(() => {
          done();
          reject(new Error(`Firefox did not answer ${count} messages: ${JSON.stringify(given)}`));
        }, WAIT_MS);
        watchers.add(look);
        look();
      }),
    reverse(count) {
      toReverse = count;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
