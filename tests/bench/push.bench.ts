import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Pool } from 'pg';
import webPush from 'web-push';
import { mapConcurrently } from '@/server/queue';
import { createPushHerd, type HerdSubscription } from '../support/push-herd';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { startLoad } from './load/load';
import { cpuBetween, withNode } from './node';
import { type Options, scaled } from './options';
import { compare, figure } from './table';

const SUBSCRIPTIONS = 10_000;
const SECONDS = 10;
/** The people who write to each other meanwhile, and how often each does. */
const PEOPLE = 10;
const SEND_EVERY_MS = 100;
/** Milliseconds for which they write without notifications. */
const QUIET_MS = 10_000;
/** The number of requests of web-push at once. */
const AT_ONCE = 64;
/** Milliseconds after which a node knows that there are subscriptions. */
const SEEN_MS = 6_000;
const CONTACT = 'mailto:operator@example.edu';
/** A push service that accepts everything, in a thread of its own; says when it has seen a number of browsers. */
const SERVICE = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  let seen = new Set();
  let wanted = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(201).end();
      seen.add(request.url);
      if (seen.size === wanted) parentPort.postMessage('all');
    });
  });
  parentPort.on('message', (count) => {
    seen = new Set();
    wanted = count;
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/**
 * One message notifies everybody of a channel, while other people write to each other: a whole node beside web-push,
 * which sends as many messages without a node.
 */
const benchmark: Benchmark = {
  name: 'Notifications of one message, handed to a push service',
  async run(options) {
    const service = new Worker(SERVICE, { eval: true });
    const [port] = (await once(service, 'message')) as [number];
    const origin = `http://127.0.0.1:${port}`;
    try {
      return await besideWebPush(options, { service, origin });
    } finally {
      await service.terminate();
    }
  },
};
export default benchmark;

async function besideWebPush(options: Options, { service, origin }: { service: Worker; origin: string }) {
  const count = scaled(SUBSCRIPTIONS, options, 100);
  const subscriptions = Array.from({ length: count }, (_, n) => subscriptionAt(`${origin}/${n}`));
  /** Returns the seconds until the push service has a message for every browser. */
  const secondsUntilAll = async (send: () => Promise<unknown>) => {
    service.postMessage(count);
    const all = once(service, 'message');
    const begun = performance.now();
    await Promise.all([send(), all]);
    return (performance.now() - begun) / 1000;
  };
  return withNode(options, { PUSH_HOSTS: origin, PUSH_AFTER_SECONDS: '0' }, async (node) => {
    const people = await node.users('writer', PEOPLE + 1);
    const load = await startLoad({ port: node.port, people, processes: 1 });
    const pool = new Pool({ connectionString: node.databaseUrl, max: 1 });
    try {
      await load.connect();
      const wanted = { kind: 'channel', title: 'Everybody', public: true };
      const { conversation } = await load.ask(PEOPLE, 'create_conversation', wanted);
      const { id } = conversation as { id: string };
      await createPushHerd(pool, id, subscriptions);
      await node.analyze();
      await delay(SEEN_MS);
      /** Returns the 99th percentile of the acknowledgements of what the people write during `work`. */
      const p99During = async (work: () => Promise<unknown>) => {
        const stops = Array.from({ length: PEOPLE }, (_, by) => {
          const address = { to: 'people', users: [people[(by + 1) % PEOPLE]?.id] };
          return load.sendEvery({ by, address, everyMs: SEND_EVERY_MS });
        });
        await work();
        const sent = await Promise.all(stops.map((stop) => stop()));
        return quantile(
          sent.flatMap(({ latencies }) => latencies),
          0.99,
        );
      };
      const notify = () => load.send({ by: PEOPLE, address: { to: 'conversation', id } });
      await secondsUntilAll(notify);
      const figures = await inTurns(
        options.pairs,
        async () => {
          let seconds = 0;
          const p99 = await p99During(async () => {
            seconds = await secondsUntilAll(notify);
          });
          return { seconds, p99 };
        },
        async () => ({
          p99: await p99During(() => delay(QUIET_MS)),
          seconds: await secondsUntilAll(() => sendByWebPush(subscriptions)),
        }),
      );
      /** Returns processor time in milliseconds for each subscription. */
      const each = (ms: number) => ms / count;
      const nodeBefore = await node.usage();
      await secondsUntilAll(notify);
      const spent = cpuBetween(nodeBefore, await node.usage());
      const ownBefore = process.cpuUsage();
      await sendByWebPush(subscriptions);
      const own = process.cpuUsage(ownBefore);
      return [
        figure('processor time of the node for each', 'ms', each(spent.node)),
        figure('processor time of PostgreSQL for each', 'ms', each(spent.postgres)),
        figure('processor time of web-push for each', 'ms', each((own.user + own.system) / 1000)),
        compare(`${count} subscriptions`, 's', figures.seconds, 'web-push', {
          of: 'figure',
          atMost: SECONDS,
        }),
        compare('p99 of an acknowledgement meanwhile', 'ms', figures.p99, 'without notifications', {
          of: 'ratio',
          atMost: 1.2,
        }),
      ];
    } finally {
      await load.stop();
      await pool.end();
    }
  });
}

/** Sends a message to each by web-push, as its `sendNotification` does, which refuses a push service without TLS. */
async function sendByWebPush(subscriptions: readonly HerdSubscription[]): Promise<void> {
  const vapidDetails = { subject: CONTACT, ...webPush.generateVAPIDKeys() };
  const text = JSON.stringify({ title: 'Everybody', body: 'The lecture is in C11 today.' });
  await mapConcurrently(subscriptions, AT_ONCE, async ({ endpoint, p256dh, auth }) => {
    const keys = { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') };
    const details = webPush.generateRequestDetails({ endpoint, keys }, text, { vapidDetails, TTL: 60 });
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        details.endpoint,
        { method: 'POST', headers: details.headers as never },
        (response) => response.resume().on('end', resolve),
      );
      sent.on('error', reject).end(details.body);
    });
  });
}

function subscriptionAt(endpoint: string): HerdSubscription {
  const browser = createECDH('prime256v1');
  return { endpoint, p256dh: browser.generateKeys(), auth: randomBytes(16) };
}
