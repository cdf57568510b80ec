import { setTimeout as delay } from 'node:timers/promises';
import { PING_INTERVAL_MS } from '@/server/realtime/pings';
import { type BareServer, startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { rangeOf } from './in-turns';
import { startLoad } from './load/load';
import type { Person } from './load/session';
import { type BenchNode, withNode } from './node';
import { type Options, scaled } from './options';
import { figure, type Row } from './table';

const SESSIONS = 10_000;
const IDLE_SESSIONS = 5_000;
const AT_ONCE = 50;
/** Milliseconds after the last session until the node has done everything that a session causes. */
const SETTLE_MS = 10_000;
/** Two intervals of pings, so that every scale measures as many pings for each session. */
const IDLE_MS = 2 * PING_INTERVAL_MS;
const LEAST_MS = 3_000;
const TARGET = { memoryRatio: 1.3, idlePercent: 2 };

/** What sessions cost that do nothing: memory, and processor time. Both servers run, one with clients at a time. */
const benchmark: Benchmark = {
  name: 'Sessions that do nothing',
  run: (options) =>
    withNode(options, {}, async (node) => {
      const bare = await startBareServer();
      try {
        return [...(await compareMemory(node, bare, options)), ...(await measureIdle(node, bare, options))];
      } finally {
        await bare.stop();
      }
    }),
};
export default benchmark;

async function compareMemory(node: BenchNode, bare: BareServer, options: Options): Promise<Row[]> {
  const sessions = scaled(SESSIONS, options);
  const people = await node.users('resting', sessions);
  const ours = await memoryPerSession(node, people, 'modern', options);
  const peer = await memoryPerSession(bare, people, 'bare', options);
  return (['rss', 'heapUsed'] as const).map((kind) => ({
    what: `memory per session at ${sessions}, ${kind}`,
    unit: 'KB',
    figure: rangeOf([ours[kind]]),
    peer: { name: 'bare', figure: rangeOf([peer[kind]]), ratio: rangeOf([ours[kind] / peer[kind]]) },
    ...(kind === 'rss' && { target: { of: 'ratio' as const, atMost: TARGET.memoryRatio } }),
  }));
}

/** Returns the kilobytes by which the server grows for each session, after a garbage collection. */
async function memoryPerSession(
  server: Pick<BenchNode, 'port' | 'memory'>,
  people: Person[],
  client: 'modern' | 'bare',
  options: Options,
): Promise<{ rss: number; heapUsed: number }> {
  const load = await startLoad({ port: server.port, people });
  // The first sessions make the server load and compile what all of them share.
  await load.connect({ client, who: { from: 0, to: AT_ONCE }, atOnce: AT_ONCE });
  await delay(scaled(SETTLE_MS, options, LEAST_MS));
  const before = await server.memory();
  await load.connect({ client, who: { from: AT_ONCE, to: people.length }, atOnce: AT_ONCE });
  await delay(scaled(SETTLE_MS, options, LEAST_MS));
  const after = await server.memory();
  await load.stop();
  const perSession = (kind: 'rss' | 'heapUsed') =>
    (after[kind] - before[kind]) / (people.length - AT_ONCE) / 1024;
  return { rss: perSession('rss'), heapUsed: perSession('heapUsed') };
}

async function measureIdle(node: BenchNode, bare: BareServer, options: Options): Promise<Row[]> {
  const sessions = scaled(IDLE_SESSIONS, options);
  const people = await node.users('idle', sessions);
  const cpuOfNode = async () => (await node.usage()).node.cpuMs;
  const cpuOfBare = async () => (await bare.usage()).cpuMs;
  const rows: Row[] = [];
  for (const [name, port, client, cpu] of [
    ['idle node', node.port, 'modern', cpuOfNode],
    ['idle bare Socket.IO', bare.port, 'bare', cpuOfBare],
  ] as const) {
    const load = await startLoad({ port, people });
    await load.connect({ client, atOnce: AT_ONCE });
    await delay(SETTLE_MS);
    const before = await cpu();
    await delay(IDLE_MS);
    const percent = (100 * ((await cpu()) - before)) / IDLE_MS;
    await load.stop();
    const target = { of: 'figure' as const, atMost: TARGET.idlePercent };
    rows.push(
      figure(
        `${name} with ${sessions} sessions`,
        '% of a core',
        percent,
        client === 'modern' ? target : undefined,
      ),
    );
  }
  return rows;
}
