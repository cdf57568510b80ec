import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { type Load, startLoad } from './load/load';
import { type BenchNode, withNodes } from './node';
import { scaled } from './options';
import { compare, figure, type Row } from './table';

const SESSIONS = 100;
const SENDERS = { from: 0, to: 4 };
const MS = 10_000;
/** The first calls make a node load the code of the routes. */
const WARM_UP_MS = 2_000;
/** How many times as many deliveries as the other build makes, and how long half of the calls may take. */
const TARGET = { ratio: 10, p50Ms: 20 };

/** The legacy calls, by legacy clients. */
const benchmark: Benchmark = {
  name: `The legacy calls: ${SENDERS.to} senders, ${SESSIONS} sessions`,
  run: (options) =>
    withNodes(options, {}, async ({ ours, theirs }) => {
      const [load, theirLoad] = [await gather(ours), await gather(theirs)];
      const ms = scaled(MS, options, 3_000);
      const rows: Row[] = [];
      for (const recipients of [1, 10]) {
        const run = (of: Load) => async () => {
          const { sends, receives, received } = await of.talkAsLegacyClients({
            senders: SENDERS,
            recipients,
            ms,
          });
          return {
            perSecond: received / (ms / 1000),
            send: quantile(sends.latencies, 0.5),
            receive: quantile(receives.latencies, 0.5),
          };
        };
        const { perSecond, send, receive } = await inTurns(options.pairs, run(load), run(theirLoad));
        const to = recipients === 1 ? '1 recipient' : `${recipients} recipients`;
        const peer = options.against;
        rows.push(
          compare(`deliveries to ${to}`, '/s', perSecond, peer, { of: 'ratio', atLeast: TARGET.ratio }),
          figure(`p50 of message/send to ${to}`, 'ms', send.ours, { of: 'figure', atMost: TARGET.p50Ms }),
          figure(`p50 of message/receive, ${to}`, 'ms', receive.ours, { of: 'figure', atMost: TARGET.p50Ms }),
        );
      }
      await load.stop();
      await theirLoad.stop();
      return rows;
    }),
};
export default benchmark;

async function gather(node: BenchNode): Promise<Load> {
  const load = await startLoad({ port: node.port, people: await node.users('legacy', SESSIONS) });
  await load.connect({ client: 'legacy' });
  await load.talkAsLegacyClients({ senders: SENDERS, recipients: 1, ms: WARM_UP_MS });
  return load;
}
