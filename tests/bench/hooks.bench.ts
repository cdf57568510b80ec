import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { hashSecret } from '@/server/accounts/secrets';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import { type Load, startLoad } from './load/load';
import { clock, markedText, type Person } from './load/session';
import { type BenchNode, withNode } from './node';
import { type Options, scaled } from './options';
import { compare, figure, type Row } from './table';

const BUILDING = '2448131361042';
/** People in the building, and people elsewhere who write to each other. */
const HERE = 50;
const OTHERS = 20;
const HOOKS = 100;
const HOOKS_OF_A_BOT = 10;
const CALLS_PER_SECOND = 20;
const CALLS = 200;
const OTHERS_EVERY_MS = 100;
const MS = 10_000;
const SECRET = 'A'.repeat(43);

/** From a call of a webhook until everybody in the building has the message; and what 100 webhooks do to others. */
const benchmark: Benchmark = {
  name: 'Webhooks',
  run: (options) =>
    withNode(options, {}, async (node) => {
      const people = await node.users('hook', HERE + OTHERS);
      const hooks = await createHooks(node, people[0] as Person);
      const load = await startLoad({ port: node.port, people });
      try {
        await load.connect();
        await load.emit('declare_building', { who: { from: 0, to: HERE }, payload: { building: BUILDING } });
        const shown = await callsShown(load, node, hooks, options);
        const ms = scaled(MS, options, 2_000);
        const { p99 } = await inTurns(
          options.pairs,
          () => othersDuring(load, people, () => callAll(node, hooks, ms)),
          () => othersDuring(load, people, () => delay(ms)),
        );
        return [
          ...shown,
          compare(
            `p99 of others' sends, ${HOOKS} webhooks at ${CALLS_PER_SECOND}/s`,
            'ms',
            p99,
            'without webhooks',
            {
              of: 'ratio',
              atMost: 1.1,
            },
          ),
        ];
      } finally {
        await load.stop();
      }
    }),
};
export default benchmark;

/** Inserts authorised bots with webhooks. Returns the paths. */
async function createHooks(node: BenchNode, owner: Person): Promise<string[]> {
  const client = new pg.Client(node.databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    `WITH made AS (INSERT INTO bots (id, owner_id, building_id, secret_hash, authorised)
       SELECT 'bench-bot-' || n, u.id, $2, '', true FROM users u, generate_series(1, $3) n WHERE u.username = $1
       RETURNING id)
     INSERT INTO hooks (bot_id, name, secret_hash) SELECT made.id, 'Bench', $4 FROM made, generate_series(1, $5)
     RETURNING id`,
    [owner.id, BUILDING, HOOKS / HOOKS_OF_A_BOT, hashSecret(SECRET), HOOKS_OF_A_BOT],
  );
  await client.end();
  return rows.map(({ id }) => `/hooks/${id}/${SECRET}`);
}

async function call(node: BenchNode, path: string, text: string): Promise<void> {
  const answer = await fetch(node.url + path, { method: 'POST', body: JSON.stringify({ text }) });
  const word = await answer.text();
  if (word !== 'ok') throw new Error(`The webhook answered ${answer.status} ${word}.`);
}

/** Calls a webhook again and again, and measures each call until its message is shown everywhere. */
async function callsShown(load: Load, node: BenchNode, hooks: string[], options: Options): Promise<Row[]> {
  const times: number[] = [];
  for (let n = 0; n < scaled(CALLS, options, 20); n++) {
    const mark = load.mark();
    const at = clock();
    await call(node, hooks[n % hooks.length] as string, markedText(mark));
    const arrived = await load.arrivals({ mark, who: { from: 0, to: HERE } });
    times.push((arrived.at(-1) as number) - at);
    await delay(1000 / CALLS_PER_SECOND);
  }
  return [
    figure(`p50 of webhook → shown to ${HERE}`, 'ms', quantile(times, 0.5)),
    figure(`p99 of webhook → shown to ${HERE}`, 'ms', quantile(times, 0.99), { of: 'figure', atMost: 150 }),
  ];
}

/** Calls all webhooks in turn, so many a second, for `ms`. */
async function callAll(node: BenchNode, hooks: string[], ms: number): Promise<void> {
  const calls: Promise<void>[] = [];
  for (let n = 0; n < (CALLS_PER_SECOND * ms) / 1000; n++) {
    calls.push(call(node, hooks[n % hooks.length] as string, `Build ${n} is green.`));
    await delay(1000 / CALLS_PER_SECOND);
  }
  await Promise.all(calls);
}

/** Returns the 99th percentile of the acknowledgements of what the others write to each other during `work`. */
async function othersDuring(
  load: Load,
  people: Person[],
  work: () => Promise<unknown>,
): Promise<{ p99: number }> {
  const stops = Array.from({ length: OTHERS }, (_, n) => {
    const address = { to: 'people', users: [people[HERE + ((n + 1) % OTHERS)]?.id] };
    return load.sendEvery({ by: HERE + n, address, everyMs: OTHERS_EVERY_MS });
  });
  await work();
  const sent = await Promise.all(stops.map((stop) => stop()));
  return {
    p99: quantile(
      sent.flatMap(({ latencies }) => latencies),
      0.99,
    ),
  };
}
