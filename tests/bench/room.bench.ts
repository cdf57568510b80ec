import { setTimeout as delay } from 'node:timers/promises';
import { type BareServer, startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { type Load, startLoad } from './load/load';
import { clock, markedText } from './load/session';
import { type BenchNode, withNode } from './node';
import { type Options, scaled } from './options';
import { compare, type Row } from './table';

const SOCKETS = [3_000, 9_900];
/** Messages per run; a run's figure is their median. */
const MESSAGES = 7;
const AT_ONCE = 50;
/** Milliseconds after connecting and joining until the servers have done what these caused. */
const SETTLE_MS = 10_000;
/** Milliseconds between two messages, so that each is measured alone. */
const PAUSE_MS = 300;
const TARGET = { of: 'ratio' as const, atMost: 1.1 };

/**
 * One message to a channel, from the send, COMMIT included, to its arrival at the last listener, beside one `io.emit`
 * of a bare Socket.IO server to as many sockets.
 */
const benchmark: Benchmark = {
  name: 'One message to a channel',
  run: (options) =>
    withNode(options, {}, async (node) => {
      const bare = await startBareServer();
      try {
        const rows: Row[] = [];
        for (const sockets of SOCKETS)
          rows.push(...(await measure(node, bare, scaled(sockets, options, 10), options)));
        return rows;
      } finally {
        await bare.stop();
      }
    }),
};
export default benchmark;

async function measure(node: BenchNode, bare: BareServer, sockets: number, options: Options): Promise<Row[]> {
  const people = await node.users(`room${sockets}`, sockets);
  const load = await startLoad({ port: node.port, people });
  const bareLoad = await startLoad({ port: bare.port, people });
  try {
    await load.connect({ atOnce: AT_ONCE });
    await bareLoad.connect({ client: 'bare', atOnce: AT_ONCE });
    const title = `Channel of ${sockets}`;
    const made = await load.ask(0, 'create_conversation', { kind: 'channel', title, public: true });
    const { id } = made.conversation as { id: string };
    await load.emit('join_channel', {
      payload: { conversation: id },
      who: { from: 1, to: sockets },
      atOnce: AT_ONCE,
    });
    const address = { to: 'conversation', id };
    const send = async () => {
      const { sentAt } = await load.send({ by: 0, address });
      const [mark, at] = Object.entries(sentAt)[0] as [string, number];
      return lastArrival(load, Number(mark), at);
    };
    const emit = () => {
      const mark = bareLoad.mark();
      const at = clock();
      bare.emit(markedText(mark));
      return lastArrival(bareLoad, mark, at);
    };
    await delay(SETTLE_MS);
    // The first message has the members of the room read.
    for (const first of [send, emit]) await first();
    const { last } = await inTurns(
      options.pairs,
      () => median(send),
      () => median(emit),
    );
    return [compare(`${sockets} sockets, to the last one`, 'ms', last, 'io.emit', TARGET)];
  } finally {
    await load.stop();
    await bareLoad.stop();
  }
}

async function lastArrival(load: Load, mark: number, sentAt: number): Promise<number> {
  const times = await load.arrivals({ mark });
  await delay(PAUSE_MS);
  return (times.at(-1) as number) - sentAt;
}

async function median(once: () => Promise<number>): Promise<{ last: number }> {
  const times: number[] = [];
  for (let n = 0; n < MESSAGES; n++) times.push(await once());
  return { last: quantile(times, 0.5) };
}
