import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeArguments } from '@/bin/build.mjs';
import { createDb, type Db } from '@/db/client';
import { attachEmbeddedPostgres } from '@/db/embedded';
import type { Scope } from '@/protocol/scopes';
import { createToken } from '@/server/accounts/create-token';
import { freePort } from './ports';
import { CONNECT_WITHIN_MS, startPostgres } from './postgres';
import { pauseProcess } from './processes';
import { startRabbit } from './rabbitmq';
import { type BorrowedBroker, borrowBroker, borrowDatabase, hasSuiteServers } from './suite-servers';

const root = new URL('../..', import.meta.url).pathname;
const READY_LINE = 'Quad is running: open ';
const START_WITHIN_MS = 120_000;
/** Milliseconds. A node promises to stop within 10 s; past this limit the test fails. */
const STOP_WITHIN_MS = 20_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A PostgreSQL and a RabbitMQ of a test's own, which the test may stop, kill and pause. */
export interface Services {
  postgres: Awaited<ReturnType<typeof startPostgres>>;
  rabbit: Awaited<ReturnType<typeof startRabbit>>;
  env: { DATABASE_URL: string; AMQP_URL: string };
  remove(): Promise<void>;
}

/** A new database on the suite's PostgreSQL, and a prefix of its own on the suite's RabbitMQ. */
export interface BorrowedServices {
  rabbit: BorrowedBroker;
  env: { DATABASE_URL: string; AMQP_URL: string; AMQP_PREFIX: string };
}

export interface Quad {
  /** The URL of the node; the same after a restart. */
  url: string;
  /** The public URL that the node prints. */
  printedUrl: string;
  dataDir: string;
  env: Record<string, string>;
  pid(): number;
  /** Sends SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL. The embedded PostgreSQL, if any, keeps running, as after any crash. */
  kill(): Promise<void>;
  /** Suspends the node: connections stay open, and nothing is answered until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Starts the node again at the same URL, stopping it first if it runs; `env` adds to the earlier environment. */
  restart(env?: Record<string, string>): Promise<void>;
  /** Returns an API token of the user; creates the user if there is none. */
  token(username: string, options?: { admin?: boolean; scopes?: ReadonlySet<Scope> }): Promise<string>;
  /**
   * Returns a connection to the node's database, whether the node runs or not; closed before the node is stopped or
   * killed.
   */
  db(): Promise<Db>;
  /** Returns the log of the node: everything on its standard error. */
  logs(): string;
  /** Stops everything that runs and deletes the data. */
  remove(): Promise<void>;
}

/**
 * Starts servers for one test, which takes some seconds. Only a test that stops, kills or pauses servers needs its own;
 * see `borrowServices`.
 */
export async function startServices(): Promise<Services> {
  const [postgres, rabbit] = await Promise.all([startPostgres(), startRabbit()]);
  return {
    postgres,
    rabbit,
    env: { DATABASE_URL: await postgres.createDatabase(), AMQP_URL: rabbit.url },
    remove: async () => void (await Promise.all([postgres.remove(), rabbit.remove()])),
  };
}

/** Returns a database and a prefix on the servers of the suite; nothing needs to be returned. */
export async function borrowServices(): Promise<BorrowedServices> {
  const [database, rabbit] = await Promise.all([borrowDatabase('campus'), borrowBroker()]);
  return { rabbit, env: { DATABASE_URL: database, AMQP_URL: rabbit.url, AMQP_PREFIX: rabbit.prefix } };
}

interface Options {
  env?: Record<string, string>;
  real?: boolean | Services | BorrowedServices;
  embedded?: boolean;
  tree?: string;
}

/**
 * Starts one node, as `npm start` runs it, in a process of its own and on a free port. Needs built pages, unless `env`
 * has NODE_ENV=development. Its services:
 * - by default the broker inside the node, and a new database on the suite's PostgreSQL, with the sample campus;
 * - with `embedded`, or outside a suite with servers, the broker inside the node and an embedded PostgreSQL;
 * - with `real` a PostgreSQL and a RabbitMQ: the given ones, which several nodes may share, or with `true` new ones for
 * this node.
 * `tree` is the source that the node runs from, when it is not this one.
 */
export async function startQuad(options: Options = {}): Promise<Quad> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'quad-node-'));
  await chmod(dataDir, 0o755); // access for an embedded PostgreSQL that runs as another user
  const runsOn = await servicesOf(options);
  let logs = '';
  let child: ChildProcess | undefined;
  let leftPostgres = false;
  let opened: { db: Db; close: () => Promise<void> } | undefined;

  const quad: Quad = {
    url: '',
    printedUrl: '',
    dataDir,
    // A port outside the range of outgoing connections, because the node uses it again after a restart.
    env: {
      PORT: String(await freePort()),
      LOG_LEVEL: 'info',
      // A busy machine may starve a node, which is no fault of the node.
      OVERLOAD_EVENT_LOOP_MS: '600000',
      // Preparing the pages takes most of a start, and few tests request one.
      PAGES_AT_START: 'off',
      // Only users that a test creates exist.
      SAMPLE: 'off',
      DATA_DIR: dataDir,
      ...runsOn.env,
      ...options.env,
    },
    pid: () => child?.pid ?? 0,
    logs: () => logs,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    pause: async () => void (child?.pid && (await pauseProcess(child.pid))),
    resume: () => void child?.kill('SIGCONT'),
    async restart(env = {}) {
      if (child) await end('SIGTERM');
      Object.assign(quad.env, env);
      await start();
    },
    async token(username, options = {}) {
      const db = await quad.db();
      return (await createToken({ db }, { username, create: true, ...options })).token;
    },
    async db() {
      opened ??= await open();
      return opened.db;
    },
    async remove() {
      await end('SIGTERM');
      // The last process to leave stops the PostgreSQL that a killed node left running.
      if (leftPostgres) await (await attachEmbeddedPostgres({ dataDir, log: silent })).stop();
      await runsOn.remove?.();
      await rm(dataDir, { recursive: true, force: true });
    },
  };

  async function open() {
    const { DATABASE_URL } = quad.env;
    const embedded = DATABASE_URL ? null : await attachEmbeddedPostgres({ dataDir, log: silent });
    const url = DATABASE_URL ?? (embedded?.url as string);
    const db = createDb({ url, log: silent, connections: 4, connectWithinMs: CONNECT_WITHIN_MS });
    return {
      db,
      async close() {
        await db.close();
        await embedded?.stop();
      },
    };
  }

  async function start() {
    const node = spawn(process.execPath, nodeArguments('server/main.ts', options.tree), {
      cwd: options.tree ?? root,
      env: { ...inherited(), ...quad.env } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = node;
    leftPostgres = !quad.env.DATABASE_URL;
    process.once('exit', killAtExit);
    node.stderr.setEncoding('utf8').on('data', (text: string) => {
      logs += text;
    });
    let output = '';
    quad.url = await new Promise<string>((resolve, reject) => {
      const give = (error: Error) => {
        node.kill('SIGKILL');
        reject(error);
      };
      const late = setTimeout(() => give(new Error(`The node did not start:\n${logs}`)), START_WITHIN_MS);
      node.once('exit', (code) => {
        clearTimeout(late);
        child = undefined;
        reject(new NotStarted(`The node ended with code ${code}:\n${logs.slice(-4_000)}`));
      });
      node.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const line = output.split('\n').find((each) => each.startsWith(READY_LINE));
        if (!line || !output.includes('\n')) return;
        clearTimeout(late);
        quad.printedUrl = line.slice(READY_LINE.length).trim();
        const { PORT, PUBLIC_URL } = quad.env;
        // With a public URL of its own the line contains that URL, and the port was chosen beforehand.
        resolve(PUBLIC_URL ? `http://127.0.0.1:${PORT}` : quad.printedUrl);
      });
    });
    quad.env.PORT = new URL(quad.url).port;
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    // An open connection of ours would keep the embedded server from ending with the node.
    const using = opened;
    opened = undefined;
    await using?.close();
    const node = child;
    child = undefined;
    process.off('exit', killAtExit);
    if (!node || node.exitCode !== null || node.signalCode !== null) return node?.exitCode ?? null;
    const exited = once(node, 'exit');
    const late = setTimeout(() => node.kill('SIGKILL'), STOP_WITHIN_MS);
    node.kill(signal);
    const [code] = await exited;
    clearTimeout(late);
    if (code === 0) leftPostgres = false;
    return code;
  }

  /** Ends the node when a test run is interrupted; an embedded PostgreSQL ends by itself or is taken over. */
  const killAtExit = () => void child?.kill('SIGKILL');

  try {
    await start();
  } catch (error) {
    await runsOn.remove?.();
    if (!(error instanceof NotStarted)) throw error;
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
  return quad;
}

/**
 * Returns the settings for the node's database and broker; `remove` is set when the services are for this node alone.
 */
async function servicesOf({
  real = false,
  embedded = false,
  env,
}: Options): Promise<{ env?: Record<string, string>; remove?: () => Promise<void> }> {
  if (real === true) return hasSuiteServers() ? borrowServices() : startServices();
  if (real) return { env: real.env };
  if (embedded || env?.DATABASE_URL || !hasSuiteServers()) return {};
  return { env: { DATABASE_URL: await borrowDatabase('campus') } };
}

/** Thrown when the node exited by itself at the start, with its reason. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

/** Returns the environment that any program needs, without the developer's own settings for the node. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'USER', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
