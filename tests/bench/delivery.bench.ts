import { randomUUID } from 'node:crypto';
import type { Address } from '@/protocol/events';
import type { UserActor } from '@/server/actor';
import { createConversation } from '@/server/conversations/create-conversation';
import { joinChannel } from '@/server/conversations/join-channel';
import { sendMessage } from '@/server/conversations/send-message';
import { connect, type Modern, ok } from '../support/clients';
import { type Core, startCores } from '../support/core';
import { type Quad, startQuad } from '../support/quad';
import type { Benchmark } from './benchmark';
import { quantile } from './latencies';
import { figure, type Row } from './table';

const LISTENERS = 10;
const MESSAGES = 300;
const AT_ONCE = 10;

/** On a real PostgreSQL and a real RabbitMQ, one node, everybody on this machine. */
const benchmark: Benchmark = {
  name: `From one sender to ${LISTENERS} recipients`,
  async run() {
    const quad = await startQuad({ real: true, env: { LIMITS: 'off' } });
    try {
      return [...(await deliver(quad)), ...(await countOperations())];
    } finally {
      await quad.remove();
    }
  },
};
export default benchmark;

async function deliver(quad: Quad): Promise<Row[]> {
  const person = async (id: string) => connect(quad.url, { id, token: await quad.token(id) });
  const sender = await person('bench-sender');
  const names = Array.from({ length: LISTENERS }, (_, n) => `bench-listener-${n}`);
  const listeners: Modern[] = [];
  for (const name of names) listeners.push(await person(name));

  const sentAt = new Map<string, number>();
  const acks: number[] = [];
  const arrivals: number[] = [];
  let arrived = () => {};
  for (const { socket } of listeners) {
    socket.on('new_message', (_users, entries: { message: { text: string } }[]) => {
      for (const { message } of entries) {
        const at = sentAt.get(message.text);
        if (at !== undefined) arrivals.push(performance.now() - at);
      }
      arrived();
    });
  }
  const all = new Promise<void>((resolve) => {
    arrived = () => {
      if (arrivals.length >= MESSAGES * LISTENERS) resolve();
    };
  });
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < MESSAGES) {
        const text = `message ${next++}`;
        const at = performance.now();
        sentAt.set(text, at);
        ok(await sender.send({ to: 'people', users: names }, text));
        acks.push(performance.now() - at);
      }
    }),
  );
  await all;
  const seconds = (performance.now() - began) / 1000;
  for (const client of [sender, ...listeners]) await client.close();
  return [
    figure('deliveries', '/s', arrivals.length / seconds),
    figure('p50 from send to shown', 'ms', quantile(arrivals, 0.5)),
    figure('p99 from send to shown', 'ms', quantile(arrivals, 0.99)),
    figure('p99 from send to ack', 'ms', quantile(acks, 0.99)),
  ];
}

/** Statements and broker operations of one send, alone in its transaction. */
async function countOperations(): Promise<Row[]> {
  const { core, remove } = await startCores();
  try {
    const people = await core.people(101);
    const [sender, ...others] = people as [UserActor, ...UserActor[]];
    const open = await createConversation(core.app, {
      actor: sender,
      wanted: { kind: 'channel', title: 'Everybody', public: true },
    });
    const to = (count: number): Address => ({
      to: 'people',
      users: others.slice(0, count).map(({ username }) => username),
    });
    // Direct conversations are made with the first message.
    await cost(core, sender, to(100));
    const counts: Row[] = [];
    for (const count of [1, 10, 100])
      counts.push(...(await named(core, sender, to(count), `${count} people`)));
    const channel: Address = { to: 'conversation', id: open.id };
    counts.push(...(await named(core, sender, channel, 'a channel of 1')));
    for (const actor of others) await joinChannel(core.app, { actor, conversationId: open.id });
    counts.push(...(await named(core, sender, channel, 'a channel of 101')));
    return counts;
  } finally {
    await remove();
  }
}

async function named(core: Core, actor: UserActor, address: Address, recipient: string): Promise<Row[]> {
  const { statements, operations } = await cost(core, actor, address);
  return [
    figure(`SQL statements of a send to ${recipient}`, '', statements),
    figure(`broker operations of a send to ${recipient}`, '', operations),
  ];
}

async function cost(core: Core, actor: UserActor, address: Address) {
  core.relayed.length = 0;
  const statements = await core.statements(() =>
    sendMessage(core.app, { actor, address, text: 'hello', clientId: randomUUID() }),
  );
  return { statements, operations: core.relayed.length };
}
