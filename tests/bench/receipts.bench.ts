import { connect, type Modern, ok } from '../support/clients';
import { type Quad, startQuad, startServices } from '../support/quad';
import type { Benchmark } from './benchmark';
import { quantile } from './latencies';
import { type Options, scaled } from './options';
import { figure, type Row } from './table';

const PAIRS = 20;
const READS = 1_000;
/** Milliseconds between the reads of one pair. */
const EVERY_MS = 500;

/** On a real PostgreSQL and a real RabbitMQ, two nodes, everybody on this machine. */
const benchmark: Benchmark = {
  name: `From reading to the sender's receipt, ${PAIRS} pairs that write and read`,
  async run(options) {
    const services = await startServices();
    const env = { LIMITS: 'off' };
    const nodes = await Promise.all([1, 2].map(() => startQuad({ real: services, env })));
    try {
      const [one, two] = nodes as [Quad, Quad];
      return [
        ...(await measure(options, 'the same node', one, one, 300)),
        ...(await measure(options, 'another node', one, two, 600)),
      ];
    } finally {
      await Promise.all(nodes.map((node) => node.remove()));
      await services.remove();
    }
  },
};
export default benchmark;

async function measure(
  options: Options,
  where: string,
  senders: Quad,
  readers: Quad,
  atMost: number,
): Promise<Row[]> {
  const reads = scaled(READS, options, PAIRS) / PAIRS;
  const times: number[] = [];
  let wrong = 0;
  const person = async (quad: Quad, id: string) => connect(quad.url, { id, token: await quad.token(id) });
  const pairs = await Promise.all(
    Array.from({ length: PAIRS }, async (_, n) => {
      const names = ['sender', 'reader'].map((role) => `bench-${role}-${where.length}-${n}`);
      const [senderName, readerName] = names as [string, string];
      const sender = await person(senders, senderName);
      const reader = await person(readers, readerName);
      // Before the reader has written, there are no receipts.
      const { entries } = ok(await reader.send({ to: 'people', users: [senderName] }, 'hello'));
      return { sender, reader, conversation: entries[0]?.conversation.id ?? '' };
    }),
  );
  async function run({
    sender,
    reader,
    conversation,
  }: {
    sender: Modern;
    reader: Modern;
    conversation: string;
  }) {
    let last = 0;
    for (let n = 0; n < reads; n++) {
      const next = new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      const { entries } = ok(await sender.send({ to: 'conversation', id: conversation }, `message ${n}`));
      const seq = entries[0]?.seq ?? 0;
      const told = sender.next<[{ receipt: { read: number } }]>(
        'receipt',
        ({ receipt }) => receipt.read >= seq,
      );
      const at = performance.now();
      ok(await reader.say('mark_read', { conversation, seq }));
      const [{ receipt }] = await told;
      times.push(performance.now() - at);
      if (receipt.read < last) wrong += 1;
      last = receipt.read;
      await next;
    }
  }
  await Promise.all(pairs.map(run));
  for (const { sender, reader } of pairs) for (const client of [sender, reader]) await client.close();
  return [
    figure(`p50 at ${where}`, 'ms', quantile(times, 0.5)),
    figure(`p99 at ${where}`, 'ms', quantile(times, 0.99), { of: 'figure', atMost }),
    figure(`receipts that went back at ${where}`, '', wrong),
  ];
}
