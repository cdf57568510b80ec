import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { accountFor } from '@/db/embedded/account';
import { freePort, withAnotherPort } from './ports';
import { pauseTree, signalTree } from './processes';

const run = promisify(execFile);
/** Milliseconds that a test's own queries wait for a connection: a busy machine is no database outage. */
export const CONNECT_WITHIN_MS = 60_000;
const PACKAGED = '/usr/lib/postgresql';

export type RealPostgres = {
  /** The URL of the server's own database, for the superuser; tests get theirs from `createDatabase`. */
  url: string;
  /** Returns the id of the server's first process. */
  pid(): number;
  /**
   * Creates a database and returns its URL: an empty database, or a copy of another one (a URL) without connections.
   */
  createDatabase(copyOf?: string): Promise<string>;
  stop(): Promise<void>;
  /** Starts the server with the same data on the same port. */
  start(): Promise<void>;
  /** Sends SIGKILL to all processes of the server, which looks like a crash of the machine to clients. */
  kill(): Promise<void>;
  /** Suspends the server: connections stay open, and nothing is answered until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops the server and deletes its data. */
  remove(): Promise<void>;
};

/**
 * Starts a private server of the machine's PostgreSQL package, on a port of its own. `durable` turns fsync on;
 * `connections` is the maximum number of connections; `settings` has further settings, as `name=value`.
 */
export async function startPostgres({
  durable = false,
  connections = 100,
  settings = [] as string[],
} = {}): Promise<RealPostgres> {
  const bin = await findPrograms();
  const account = await accountFor(undefined);
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-postgres-'));
  if (account.uid !== undefined && account.gid !== undefined)
    await chown(directory, account.uid, account.gid);
  const data = path.join(directory, 'data');
  const as = { ...account, cwd: '/' };
  const initdbOptions = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(path.join(bin, 'initdb'), ['-D', data, ...initdbOptions], as);

  let port = 0;
  const urlOf = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | undefined;
  let databases = 0;

  const start = async () => {
    const options = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      `max_connections=${connections}`,
      `fsync=${durable ? 'on' : 'off'}`,
      `full_page_writes=${durable ? 'on' : 'off'}`,
      'jit=off', // as in the embedded server: compiling costs more than our short queries
      ...settings,
    ].flatMap((option) => ['-c', option]);
    const child = spawn(path.join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
      ...as,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4_000);
    });
    server = child;
    while (!(await isReady(data, child.pid))) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${output}`);
      await delay(20);
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // Backends would notice only later that the first process is gone, and continue until then.
    if (signal === 'SIGKILL') await signalTree(child.pid as number, signal);
    else child.kill(signal);
    await exited;
  };
  const stop = () => end('SIGINT');
  /** Ends the server when a test run is interrupted. */
  const killAtExit = () => void server?.kill('SIGKILL');
  process.once('exit', killAtExit);

  await withAnotherPort(async () => {
    port = await freePort();
    await start();
  });
  return {
    url: urlOf('postgres'),
    pid: () => server?.pid ?? 0,
    start,
    stop,
    kill: () => end('SIGKILL'),
    pause: async () => void (server?.pid && (await pauseTree(server.pid))),
    resume: async () => void (server?.pid && (await signalTree(server.pid, 'SIGCONT'))),
    async createDatabase(copyOf) {
      databases += 1;
      const name = `quad_${databases}`;
      const template = copyOf ? new URL(copyOf).pathname.slice(1) : 'template1';
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`).finally(() => client.end());
      return urlOf(name);
    },
    async remove() {
      await stop();
      process.off('exit', killAtExit);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Returns the directory of the programs. Debian keeps the server's programs outside the PATH, one directory per
 * version.
 */
export async function findPrograms(): Promise<string> {
  const versions = await readdir(PACKAGED).catch(() => []);
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const bin = path.join(PACKAGED, version, 'bin');
    if (existsSync(path.join(bin, 'initdb'))) return bin; // other directories contain only the clients
  }
  const found = await run('sh', ['-c', 'command -v initdb']).catch(() => undefined);
  if (!found) throw new Error('PostgreSQL is not installed: `npm test` installs it, or says how.');
  return path.dirname(found.stdout.trim());
}

async function isReady(data: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
