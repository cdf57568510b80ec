import { createECDH } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createMetrics } from '@/server/metrics';
import { createEndpoints } from './endpoints';
import { NOT_POSTED, type PostPush } from './post-push';
import { createPushClient, type Pushed } from './push-client';
import { createVapid } from './vapid';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const browser = createECDH('prime256v1');
const keys = { p256dh: browser.generateKeys(), auth: Buffer.alloc(16, 7) };
const payload = { quad: { kind: 'test' as const } };
const handling = { ttl: 60, urgency: 'high' as const, topic: 'topic' };
const NO_ANSWER = { result: 'later', status: null, retryMs: null };

function client(
  options: {
    post?: PostPush;
    timeoutMs?: number;
    now?: () => number;
    isSentTo?: (signInId: string) => Promise<boolean>;
  },
  ...hosts: string[]
) {
  const warnings: object[] = [];
  const metrics = createMetrics();
  const push = createPushClient({
    vapid: createVapid('a secret', 'mailto:operator@example.edu'),
    endpoints: createEndpoints(hosts),
    log: { warn: (fields: object) => void warnings.push(fields) },
    metrics,
    isSentTo: async () => true,
    ...options,
  });
  return {
    warnings,
    send: (endpoint: string, signInId = '') => push.send({ endpoint, signInId, ...keys }, payload, handling),
    count: async (result: string) =>
      (await metrics.pushes.get()).values.find(({ labels }) => labels.result === result)?.value ?? 0,
  };
}

/** Starts a server on this machine; counts its connections and those that ended. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  const connections = { opened: 0, closed: 0 };
  server.on('connection', (socket) => {
    connections.opened += 1;
    socket.on('close', () => (connections.closed += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}

/** Returns a function that posts nothing until it is told, with what is posted at the same time. */
function heldPosts() {
  const posts: { url: string; answer: (status: number | null) => void }[] = [];
  const post: PostPush = ({ url }) =>
    new Promise((resolve) => {
      const answer = (status: number | null) => {
        posts.splice(posts.indexOf(held), 1);
        resolve(status === null ? null : { status, retryAfter: null });
      };
      const held = { url, answer };
      posts.push(held);
    });
  return { posts, post };
}

/** Lets everything go on that waits for nothing. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('[W7] a push service has 64 requests at once, another one its own; too many are not asked', async () => {
  const { posts, post } = heldPosts();
  const { send, count } = client({ post }, 'push.example', 'other.example');
  const results: Pushed[] = [];
  const all = Array.from({ length: 2_100 }, (_, n) =>
    send(`https://push.example/${n}`).then((pushed) => void results.push(pushed)),
  );
  const other = send('https://other.example/1');
  await turn();
  expect(posts).toHaveLength(65);
  expect(new Set(results.map((each) => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify({ ...NO_ANSWER, unsent: true })]),
  );
  expect(await count('unsent')).toBe(2_100 - 64 - 2_000);
  posts.find(({ url }) => url.startsWith('https://other'))?.answer(201);
  expect(await other).toEqual({ result: 'accepted' });
  for (; posts.length > 0; await turn()) for (const { answer } of [...posts]) answer(201);
  await Promise.all(all);
  expect(await count('accepted')).toBe(2_065);
});

test('[W7] a push service that does not answer is not asked for 10 s, and what waits for it fails at once', async () => {
  let now = 0;
  const { posts, post } = heldPosts();
  const { send, warnings } = client({ post, now: () => now }, 'push.example');
  const all = Array.from({ length: 500 }, (_, n) => send(`https://push.example/${n}`));
  await turn();
  for (const { answer } of posts.slice(0, 16)) answer(null);
  await turn();
  // The other requests of the first 64 are under way; of those that waited, 15 were posted before.
  const asked = posts.length;
  for (const { answer } of [...posts]) answer(null);
  expect(new Set((await Promise.all(all)).map(({ result }) => result))).toEqual(new Set(['later']));
  expect(asked).toBeLessThanOrEqual(64);
  expect(warnings).toEqual([{ origin: 'https://push.example' }]);
  expect(await send('https://push.example/x')).toEqual(NO_ANSWER);
  now = 10_000;
  const again = send('https://push.example/x');
  await turn();
  posts[0]?.answer(201);
  expect(await again).toEqual({ result: 'accepted' });
});

test('[W2] a message that waited is not sent to a browser whose sign-in has ended meanwhile', async () => {
  let now = 0;
  const { posts, post } = heldPosts();
  const isSentTo = async (signInId: string) => signInId === 'lasting';
  const { send } = client({ post, now: () => now, isSentTo }, 'push.example');
  const first = Array.from({ length: 64 }, () => send('https://push.example/first', 'ended'));
  const waiting = ['ended', 'lasting'].map((signInId) => send(`https://push.example/${signInId}`, signInId));
  await turn();
  now = 1_000;
  for (const { answer } of [...posts]) answer(201);
  await turn();
  expect(posts.map(({ url }) => url)).toEqual(['https://push.example/lasting']);
  posts[0]?.answer(201);
  expect(await Promise.all(waiting)).toEqual([{ ...NO_ANSWER, unsent: true }, { result: 'accepted' }]);
  await Promise.all(first);
});

test('[W7] a failure of the thread that posts does not count as silence of the push service', async () => {
  const { send, warnings } = client({ post: async () => NOT_POSTED }, 'push.example');
  for (let n = 0; n < 20; n++) expect(await send('https://push.example/x')).toEqual(NO_ANSWER);
  expect(warnings).toEqual([]);
});

test('[W7] answers that do not come, do not end, come late, or lead elsewhere hold nothing up', async () => {
  const silent = await serve(() => {});
  const endless = await serve((_, response) => {
    response.writeHead(201);
    const writing = setInterval(() => response.write('x'.repeat(1_000)), 5);
    response.on('close', () => clearInterval(writing));
  });
  const elsewhere = await serve((_, response) =>
    response.writeHead(307, { Location: `${silent.origin}/inside` }).end(),
  );
  const { send } = client(
    { timeoutMs: 300 },
    ...[silent, endless, elsewhere].map(({ origin }) => origin),
    'http://127.0.0.1:9',
  );
  expect(await send(`${silent.origin}/1`)).toEqual(NO_ANSWER);
  await expect.poll(() => silent.connections).toEqual({ opened: 1, closed: 1 });
  expect(await send(`${endless.origin}/1`)).toEqual({ result: 'accepted' });
  await expect.poll(() => endless.connections).toEqual({ opened: 1, closed: 1 });
  expect(await send(`${elsewhere.origin}/1`)).toEqual({ result: 'refused', status: 307 });
  expect(silent.connections.opened).toBe(1);
  expect(await send('http://127.0.0.1:9/1')).toEqual(NO_ANSWER);
  expect(await send('http://127.0.0.1:10/1')).toEqual({ result: 'ended' });
});

test('[W1] many messages share connections', async () => {
  const { origin, connections } = await serve((request, response) =>
    request.resume().on('end', () => response.writeHead(201).end()),
  );
  const { send, count } = client({}, origin);
  await Promise.all(Array.from({ length: 300 }, (_, n) => send(`${origin}/${n}`)));
  expect(await count('accepted')).toBe(300);
  expect(connections.opened).toBeLessThanOrEqual(64);
});
