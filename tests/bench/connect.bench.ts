import { type BareServer, startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { type Load, startLoad } from './load/load';
import { type BenchNode, cpuBetween, PARTS, type Part, withNode } from './node';
import { type Options, scaled } from './options';
import { compare, figure, type Row } from './table';

const HERDS = [3_000, 9_900];
const TARGET = { newSessions: 0.5, resumedSessions: 0.7 };

/** Sessions made ready, from the token to the snapshot, when many people connect at once. */
const benchmark: Benchmark = {
  name: 'Sessions made ready, all at once',
  run: (options) =>
    withNode(options, {}, async (node) => {
      const bare = await startBareServer();
      try {
        const rows: Row[] = [];
        for (const herd of HERDS)
          rows.push(...(await gather(node, bare, scaled(herd, options, 10), options)));
        return rows;
      } finally {
        await bare.stop();
      }
    }),
};
export default benchmark;

async function gather(node: BenchNode, bare: BareServer, size: number, options: Options): Promise<Row[]> {
  const people = await node.users(`herd${size}x`, size);
  const load = await startLoad({ port: node.port, people });
  const bareLoad = await startLoad({ port: bare.port, people });
  const connectBare = () => connect(bareLoad, size, 'bare');
  try {
    const fresh = await inTurns(options.pairs, () => connect(load, size, 'modern'), connectBare);
    await connect(load, size, 'modern', true);
    const before = await node.usage();
    const resumed = await inTurns(options.pairs, () => connect(load, size, 'modern', true), connectBare);
    const cpu = cpuBetween(before, await node.usage());
    const perSession = (part: Part) => cpu[part] / (size * options.pairs);
    const peer = 'bare Socket.IO';
    return [
      compare(`${size} new sessions`, '/s', fresh.perSecond, peer, {
        of: 'ratio',
        atLeast: TARGET.newSessions,
      }),
      compare(`${size} sessions resumed within their grace time`, '/s', resumed.perSecond, peer, {
        of: 'ratio',
        atLeast: TARGET.resumedSessions,
      }),
      figure('refusals of the client with most', '', fresh.mostRefusals.ours, { of: 'figure', atMost: 2 }),
      ...PARTS.map((part) => figure(`processor time of a resumed session, ${part}`, 'ms', perSession(part))),
    ];
  } finally {
    await load.stop();
    await bareLoad.stop();
  }
}

/** Ends all sessions, and begins one for each person at once. */
async function connect(load: Load, size: number, client: 'modern' | 'bare', keepsLog = false) {
  await load.drop();
  const { seconds, mostRefusals } = await load.connect({ client, keepsLog });
  return { perSecond: size / seconds, mostRefusals };
}
