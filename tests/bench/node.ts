import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../support/ports';
import { type RealPostgres, startPostgres } from '../support/postgres';
import { type RealRabbit, startRabbit } from '../support/rabbitmq';
import { checkoutOf, root } from './checkout';
import type { Person } from './load/session';
import type { Options } from './options';
import { environment, type Memory, type Program, startProgram } from './program';
import { recordStatements, writeSlowestStatements } from './statements';
import { type Usage, usageOf } from './usage';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 2 ** 26;
/** The number of lines of a node's log that are shown when a benchmark fails. */
const LOG_LINES = 30;

/** A PostgreSQL with fsync on and a RabbitMQ, for all nodes of a benchmark. */
export interface Servers {
  postgres: RealPostgres;
  rabbit: RealRabbit;
  /** Returns the prefix of the names on RabbitMQ for one more node. */
  prefix(): string;
  remove(): Promise<void>;
}

/** A whole node of some checkout, in a process of its own. */
export interface BenchNode {
  port: number;
  url: string;
  databaseUrl: string;
  /** Creates users `<prefix>0001`, … with an API token each, by the operator's command of the node's own tree. */
  users(prefix: string, count: number): Promise<Person[]>;
  /** Returns the usage of the node, and that of PostgreSQL and RabbitMQ with everything else that runs on them. */
  usage(): Promise<Record<Part, Usage>>;
  /**
   * Collects PostgreSQL's statistics, as autovacuum does within a minute. Without them the plans for tables that a
   * benchmark has just filled are those for small tables.
   */
  analyze(): Promise<void>;
  /** Collects garbage in the node and returns its memory. */
  memory(): Promise<Memory>;
  log(): string;
  /** Stops the node, and starts it again at the same port. */
  restart(): Promise<void>;
  /** Stops the node; its database stays. */
  stop(): Promise<void>;
}

/** The parts of an installation whose processor time is counted. */
export const PARTS = ['node', 'postgres', 'rabbit'] as const;
export type Part = (typeof PARTS)[number];

/** Starts the servers. With `statements`, PostgreSQL can record the time of each statement. */
async function startServers({ statements = false } = {}): Promise<Servers> {
  const settings = statements ? ['shared_preload_libraries=pg_stat_statements'] : [];
  const [postgres, rabbit] = await Promise.all([
    startPostgres({ durable: true, connections: 200, settings }),
    startRabbit(),
  ]);
  let prefixes = 0;
  return {
    postgres,
    rabbit,
    prefix: () => `bench${++prefixes}`,
    remove: async () => void (await Promise.all([postgres.remove(), rabbit.remove()])),
  };
}

/**
 * Starts a node of the tree, on a database and a prefix of its own, without rate limits and without sample people; `env`
 * adds to its settings. Its load shedding is off, because another process of the machine may cause the load. `profile`
 * is the directory for a CPU profile and a list of the slowest statements, which are written when the node stops; it
 * needs servers with `statements`.
 */
async function startNode(
  tree: string,
  { servers, env = {}, profile }: { servers: Servers; env?: Record<string, string>; profile?: string },
): Promise<BenchNode> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'quad-bench-node-'));
  const databaseUrl = await servers.postgres.createDatabase();
  const port = await freePort();
  const settings = {
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DATABASE_CONNECT_MS: '60000',
    AMQP_URL: servers.rabbit.url,
    AMQP_PREFIX: servers.prefix(),
    LIMITS: 'off',
    SAMPLE: 'off',
    OVERLOAD_EVENT_LOOP_MS: '600000',
    ...env,
  };
  let program: Program;
  const start = async () => {
    ({ program } = await startProgram({
      args: ['bin/run.mjs', 'server/main.ts'],
      cwd: tree,
      env: settings,
      ready: 'Quad is running: open ',
      profile,
    }));
  };
  await start();
  if (profile) await recordStatements(databaseUrl);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    databaseUrl,
    async users(prefix, count) {
      const args = ['bin/run.mjs', 'server/cli/quad.ts', 'tokens', '--prefix', prefix, '--count', `${count}`];
      const options = { cwd: tree, env: { ...environment(), ...settings }, maxBuffer: MAX_OUTPUT_BYTES };
      const { stdout } = await run(process.execPath, args, options as never);
      return String(stdout)
        .trimEnd()
        .split('\n')
        .map((line): Person => JSON.parse(line));
    },
    async usage() {
      const { postgres, rabbit } = servers;
      const all = await Promise.all([program.pid, postgres.pid(), rabbit.pid()].map(usageOf));
      return Object.fromEntries(PARTS.map((part, index) => [part, all[index]])) as Record<Part, Usage>;
    },
    async analyze() {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query('ANALYZE');
      await client.end();
    },
    memory: () => program.memory(),
    log: () => program.log(),
    async restart() {
      await program.stop();
      await start();
    },
    async stop() {
      await program.stop();
      if (profile) await writeSlowestStatements(databaseUrl, path.join(profile, `statements-${port}.txt`));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Returns the processor time of each part between two calls of `usage`, in milliseconds. */
export function cpuBetween(before: Record<Part, Usage>, after: Record<Part, Usage>): Record<Part, number> {
  const entries = PARTS.map((part) => [part, after[part].cpuMs - before[part].cpuMs]);
  return Object.fromEntries(entries);
}

/**
 * Runs `work` with servers, a node of this tree and one of the commit that `options` names, and removes all of them.
 * Each node has a database of its own; `env` adds to the settings of both.
 */
export async function withNodes<T>(
  options: Pick<Options, 'against' | 'profile'>,
  env: Record<string, string>,
  work: (nodes: { ours: BenchNode; theirs: BenchNode; servers: Servers }) => Promise<T>,
): Promise<T> {
  const tree = await checkoutOf(options.against);
  return withNode(options, env, async (ours, servers) => {
    const theirs = await startNode(tree, { servers, env });
    return work({ ours, theirs, servers }).finally(() => theirs.stop());
  });
}

/** Runs `work` with servers and a node of this tree, and removes them. If `work` fails, shows the end of the node's log. */
export async function withNode<T>(
  { profile }: Pick<Options, 'profile'>,
  env: Record<string, string>,
  work: (node: BenchNode, servers: Servers) => Promise<T>,
): Promise<T> {
  const servers = await startServers({ statements: profile !== undefined });
  try {
    const node = await startNode(root, { servers, env, profile });
    try {
      return await work(node, servers);
    } catch (error) {
      process.stderr.write(
        `The last lines of the node's log:\n${node.log().split('\n').slice(-LOG_LINES).join('\n')}\n`,
      );
      throw error;
    } finally {
      await node.stop();
    }
  } finally {
    await servers.remove();
  }
}
