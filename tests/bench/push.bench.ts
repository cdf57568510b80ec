import { createECDH, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Worker } from 'node:worker_threads';
import type { PushPayload } from '@/protocol/push';
import { encrypt } from '@/server/notifications/encrypt';
import { createEndpoints } from '@/server/notifications/endpoints';
import { bodyOf, createPushClient, type Target } from '@/server/notifications/push-client';
import { createVapid } from '@/server/notifications/vapid';
import { mapConcurrently } from '@/server/queue';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { scaled } from './options';
import { compare } from './table';

const SUBSCRIPTIONS = 10_000;
const CONTACT = 'mailto:operator@example.edu';
/** A push service that accepts everything, in a thread of its own. */
const SERVICE = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201).end());
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;
const payload: PushPayload = {
  web_push: 8030,
  notification: {
    title: 'Ana Silva',
    body: 'The lecture is in C11 today.',
    lang: 'en',
    dir: 'auto',
    navigate: 'https://quad.example.edu/?c=0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10&m=42',
    tag: '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10',
  },
  quad: {
    kind: 'message',
    user: 'ana',
    conversation: '0b6f4e4e-6c0d-4f6e-9a53-0d6c5c1f7a10',
    seq: 42,
    unread: 3,
  },
};

/** Notifications handed to a push service on this machine, beside a new token and a new connection for each message. */
const benchmark: Benchmark = {
  name: 'Notifications handed to a push service',
  async run(options) {
    const count = scaled(SUBSCRIPTIONS, options, 100);
    const service = new Worker(SERVICE, { eval: true });
    const port = await new Promise<number>((resolve) => service.once('message', resolve));
    const origin = `http://127.0.0.1:${port}`;
    const targets = Array.from({ length: count }, (_, n) => targetAt(`${origin}/${n}`));
    try {
      const { seconds } = await inTurns(
        options.pairs,
        () => measure(targets, ours(origin)),
        () => measure(targets, onePerMessage),
      );
      return [
        compare(`${count} subscriptions`, 's', seconds, 'a token and a connection for each', {
          of: 'figure',
          atMost: 10,
        }),
      ];
    } finally {
      await service.terminate();
    }
  },
};
export default benchmark;

type Send = (target: Target) => Promise<unknown>;

async function measure(targets: readonly Target[], send: Send): Promise<{ seconds: number }> {
  const begun = performance.now();
  await mapConcurrently(targets, 64, send);
  return { seconds: (performance.now() - begun) / 1000 };
}

function ours(origin: string): Send {
  const push = createPushClient({
    vapid: createVapid('a secret', CONTACT),
    endpoints: createEndpoints([origin]),
    log: { warn: () => {} },
  });
  return async (target) => {
    const { result } = await push.send(target, payload, { ttl: 60, urgency: 'high', topic: 'topic' });
    if (result !== 'accepted') throw new Error(`a message was ${result}`);
  };
}

const onePerMessage: Send = ({ endpoint, ...keys }) =>
  new Promise<void>((resolve, reject) => {
    const { origin } = new URL(endpoint);
    const headers = {
      Authorization: createVapid('a secret', CONTACT).headerFor(origin),
      'Content-Encoding': 'aes128gcm',
      TTL: 60,
    };
    const sent = request(endpoint, { method: 'POST', headers, agent: false }, (response) =>
      response.resume().on('end', resolve),
    );
    sent.on('error', reject).end(encrypt(bodyOf(payload), keys));
  });

function targetAt(endpoint: string): Target {
  const browser = createECDH('prime256v1');
  return { endpoint, p256dh: browser.generateKeys(), auth: randomBytes(16) };
}
