import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { UserActor } from '@/server/actor';
import { sendMessage } from '@/server/conversations/send-message';
import { type Core, createCore } from '../support/core';
import { findPrograms, startPostgres } from '../support/postgres';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { load, type Measured, quantile } from './latencies';
import { startLoad } from './load/load';
import { type BenchNode, withNodes } from './node';
import { type Options, scaled } from './options';
import { compare, figure, type Row } from './table';

const run = promisify(execFile);
const MS = 8_000;
const PEER_CLIENTS = 32;
const PEOPLE = 64;
/** The numbers of concurrent sends that are tried. */
const LANES = [32, 64, 128, 256];
/** Milliseconds within which 99 of 100 acknowledgements must come. */
const P99_MS = 50;
const RATIO = 1;
/** Over sockets. */
const MESSAGES = 10_000;
const AT_ONCE = 128;

/** Durable: fsync on, as PostgreSQL is by default. */
const benchmark: Benchmark = {
  name: 'Durable messages, each acknowledged after its COMMIT',
  run: async (options) => [...(await besidePgbench(options)), ...(await besideTheOther(options))],
};
export default benchmark;

/** The command alone, in this process: the best number of concurrent sends, in turns with pgbench. */
async function besidePgbench(options: Options): Promise<Row[]> {
  const postgres = await startPostgres({ durable: true });
  try {
    const core = await createCore(await postgres.createDatabase());
    const people = await core.people(PEOPLE);
    const peer = await postgres.createDatabase();
    const ms = scaled(MS, options, 1_000);
    const measure = (lanes: number) => load((lane) => send(core, people, lane), { lanes, ms });
    const tried: { lanes: number; measured: Measured }[] = [];
    for (const lanes of LANES) tried.push({ lanes, measured: await measure(lanes) });
    const good = tried.filter(({ measured }) => measured.p99 <= P99_MS);
    const { lanes } = (good.length > 0 ? good : tried).reduce((a, b) =>
      b.measured.perSecond > a.measured.perSecond ? b : a,
    );
    const runs = await inTurns(
      options.pairs,
      async () => {
        const { perSecond, p99 } = await measure(lanes);
        return { perSecond, p99 };
      },
      async () => ({ perSecond: await singleRowCommits(peer, ms), p99: Number.NaN }),
    );
    await core.close();
    return [
      compare(
        `messages, ${lanes} concurrent sends, without a socket`,
        '/s',
        runs.perSecond,
        `pgbench, ${PEER_CLIENTS} clients`,
        {
          of: 'ratio',
          atLeast: RATIO,
        },
      ),
      figure('p99 of the acknowledgement', 'ms', runs.p99.ours, { of: 'figure', atMost: P99_MS }),
      ...tried.map(({ lanes, measured }) =>
        figure(
          `messages, ${lanes} concurrent sends; p99 ${Math.round(measured.p99)} ms`,
          '/s',
          measured.perSecond,
        ),
      ),
    ];
  } finally {
    await postgres.remove();
  }
}

/** Through sockets of a whole node, in turns with a node of the other commit. */
async function besideTheOther(options: Options): Promise<Row[]> {
  return withNodes(options, {}, async ({ ours, theirs }) => {
    const count = scaled(MESSAGES, options, PEOPLE);
    const gather = async (node: BenchNode) => {
      const people = await node.users('sender', PEOPLE);
      const clients = await startLoad({ port: node.port, people });
      await clients.connect();
      const addresses = people.map((_, at) => ({ to: 'people', users: [people[(at + 1) % PEOPLE]?.id] }));
      const run = async () => {
        const { latencies, seconds } = await clients.sendByAll({ addresses, count, atOnce: AT_ONCE });
        return { perSecond: latencies.length / seconds, p99: quantile(latencies, 0.99) };
      };
      return { run, stop: clients.stop };
    };
    const [our, their] = [await gather(ours), await gather(theirs)];
    const { perSecond, p99 } = await inTurns(options.pairs, our.run, their.run);
    await our.stop();
    await their.stop();
    return [
      compare(`messages over sockets, ${AT_ONCE} at once`, '/s', perSecond, options.against),
      compare('p99 of the acknowledgement', 'ms', p99, options.against),
    ];
  });
}

/** To one person each time, by 64 people to each other: message, entry, head, activity and outbox. */
function send(core: Core, people: UserActor[], lane: number): Promise<unknown> {
  const actor = people[lane % people.length] as UserActor;
  const reader = people[(lane + 1) % people.length] as UserActor;
  return sendMessage(core.app, {
    actor,
    address: { to: 'people', users: [reader.username] },
    text: 'The seminar is in the blue room today.',
    clientId: randomUUID(),
  });
}

/** Returns the commits per second of pgbench, each of one INSERT of a row like that of a message. */
async function singleRowCommits(url: string, ms: number): Promise<number> {
  const bin = await findPrograms();
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-bench-'));
  const script = path.join(directory, 'insert.sql');
  await writeFile(
    script,
    `INSERT INTO said (sender, client_id, text) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'The seminar is in the blue room today.');\n`,
  );
  const table = `CREATE TABLE IF NOT EXISTS said (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), sender uuid, client_id text,
    text text, at timestamptz DEFAULT now(), UNIQUE (sender, client_id))`;
  await run(path.join(bin, 'psql'), [url, '-c', table]);
  const options = [
    '-n',
    '-c',
    String(PEER_CLIENTS),
    '-j',
    '2',
    '-T',
    String(Math.ceil(ms / 1000)),
    '-f',
    script,
  ];
  const { stdout } = await run(path.join(bin, 'pgbench'), [...options, url]);
  await rm(directory, { recursive: true });
  const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
  if (!rate) throw new Error(`pgbench printed no rate:\n${stdout}`);
  return Number(rate);
}
