import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { type Load, startLoad } from './load/load';
import { type BenchNode, withNodes } from './node';
import { scaled } from './options';
import { compare, figure } from './table';

const PEOPLE = 1_000;
const AT_ONCE = 100;
const SEND_EVERY_MS = 20;
/** Milliseconds that a send may take while people join. */
const SEND_P99_MS = 50;
/** Two buildings of the sample campus. */
const BUILDINGS = ['2448131361042', '2448131361155'];

/**
 * People join one channel while its creator writes in it, and people walk into one building. Queries wait for a
 * connection as long as in production, after which a node refuses.
 */
const benchmark: Benchmark = {
  name: `People joining one channel or building, ${AT_ONCE} at once`,
  run: (options) =>
    withNodes(options, { DATABASE_CONNECT_MS: '2500' }, async ({ ours, theirs }) => {
      const people = scaled(PEOPLE, options, AT_ONCE);
      const [load, theirLoad] = [await gather(ours, people), await gather(theirs, people)];
      try {
        const joins = await inTurns(
          options.pairs,
          () => joinChannel(load, people),
          () => joinChannel(theirLoad, people),
        );
        const walks = await inTurns(options.pairs, walkIn(load, people), walkIn(theirLoad, people));
        const peer = options.against;
        return [
          compare('joins of one channel', '/s', joins.perSecond, peer, { of: 'figure', atLeast: 1_000 }),
          figure('joins refused', '', joins.refused.ours, { of: 'figure', atMost: 0 }),
          figure(`joins refused by ${peer}`, '', joins.refused.peer),
          compare('p99 of a send to the channel meanwhile', 'ms', joins.sendP99, peer, {
            of: 'figure',
            atMost: SEND_P99_MS,
          }),
          compare('people walking into one building', '/s', walks.perSecond, peer),
          figure('people refused by the building', '', walks.refused.ours, { of: 'figure', atMost: 0 }),
        ];
      } finally {
        await load.stop();
        await theirLoad.stop();
      }
    }),
};
export default benchmark;

async function gather(node: BenchNode, people: number): Promise<Load> {
  // One more, who creates the channels and writes.
  const load = await startLoad({ port: node.port, people: await node.users('joiner', people + 1) });
  await load.connect({ atOnce: AT_ONCE });
  return load;
}

async function joinChannel(load: Load, people: number) {
  const title = `Channel ${Math.random()}`;
  const answer = await load.ask(people, 'create_conversation', { kind: 'channel', title, public: true });
  const { id } = answer.conversation as { id: string };
  const address = { to: 'conversation', id };
  const stopSending = load.sendEvery({ by: people, address, everyMs: SEND_EVERY_MS });
  const who = { from: 0, to: people };
  const joined = await load.emit('join_channel', { who, atOnce: AT_ONCE, payload: { conversation: id } });
  const sends = await stopSending();
  return {
    perSecond: joined.latencies.length / joined.seconds,
    refused: total(joined.errors),
    sendP99: quantile(sends.latencies, 0.99),
  };
}

/** Returns a run in which everybody chooses the other one of two buildings. */
function walkIn(load: Load, people: number) {
  let turn = 0;
  return async () => {
    const building = BUILDINGS[turn++ % BUILDINGS.length];
    const who = { from: 0, to: people };
    const walked = await load.emit('declare_building', { who, atOnce: AT_ONCE, payload: { building } });
    return { perSecond: walked.latencies.length / walked.seconds, refused: total(walked.errors) };
  };
}

const total = (errors: Record<string, number>) => Object.values(errors).reduce((sum, each) => sum + each, 0);
