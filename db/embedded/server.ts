import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster';
import { EmbeddedPostgresError, ignoring } from './errors';
import type { Log } from './log';
import { CLEAN_ENVIRONMENT, standingOf } from './process';

export type Server = { pid: number; port: number; startedHere?: boolean };

/**
 * Milliseconds. Replaying the WAL after a crash may take long; a server that hangs must not block the start for ever.
 */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
/**
 * Milliseconds. Children of a killed server may use its memory until each has finished; no other server may start
 * meanwhile.
 */
const RETRY_FOR_MS = 30_000;
const RETRY_PAUSE_MS = 250;
const POLL_MS = 20;
/** A process id that no kernel assigns. */
const DEAD_PID = 2_147_483_646;
const MAX_LOG_BYTES = 1_000_000;

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '128MB',
  // Settings for one server without replicas: the least WAL that survives a crash. fsync stays on.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '512MB',
  jit: 'off', // compiling costs more than our short queries
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their details contain users' texts.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/**
 * Returns the cluster's running server; starts one if there is none. `port` is requested when other processes already
 * know it.
 */
export async function ensureServer(cluster: Cluster, log: Log, port?: number): Promise<Server> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let child: ChildProcess | undefined;
  let retryUntil: number | undefined;
  for (;;) {
    const found = await findServer(cluster.directory);
    if (found?.status === 'ready') {
      if (child?.pid !== found.pid) log.debug({ server: found.pid }, 'embedded PostgreSQL: found running');
      return { ...found, startedHere: child?.pid === found.pid };
    }
    const childEnded = child && (child.exitCode !== null || child.signalCode !== null);
    if (!found && (!child || childEnded)) {
      if (childEnded) {
        // Another process was faster, the port was taken meanwhile, or there are leftovers; all of these pass.
        retryUntil ??= performance.now() + RETRY_FOR_MS;
        if (performance.now() > retryUntil) throw await startFailure(cluster);
        await delay(RETRY_PAUSE_MS);
      }
      child = await spawnServer(cluster, port ?? (await freePort()));
      log.debug({ server: child.pid }, 'embedded PostgreSQL: starting');
    }
    if (performance.now() > deadline) throw await startFailure(cluster);
    await delay(POLL_MS);
  }
}

/** Stops the cluster's server: open transactions are rolled back, committed data is on disk. */
export async function stopServer(cluster: Cluster, log: Log): Promise<void> {
  const found = await findServer(cluster.directory);
  if (!found) return;
  process.kill(found.pid, 'SIGINT');
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while ((await standingOf(found.pid, cluster.directory)) === 'server') {
    if (performance.now() > deadline) {
      log.warn({ server: found.pid }, 'embedded PostgreSQL: still stopping; no longer waiting for it');
      return;
    }
    await delay(POLL_MS);
  }
  log.debug({ server: found.pid }, 'embedded PostgreSQL: stopped');
}

/** Reads postmaster.pid: process id, directory, start time, port, sockets, address, memory key, status. */
async function findServer(directory: string): Promise<(Server & { status: string }) | undefined> {
  const file = path.join(directory, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(ignoring('ENOENT')))?.split('\n');
  if (!lines) return undefined;
  const pid = Number(lines[0]);
  // A starting server creates its file before it writes the file; the id 0 would mean our own process group.
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const standing = await standingOf(pid, directory);
  if (standing === 'server') return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
  if (standing === 'other') {
    // PostgreSQL would take this unrelated process for the server. With an unassigned id it still checks whether the
    // old server's memory is in use; removing the file would skip that check.
    await writeFile(file, [DEAD_PID, ...lines.slice(1)].join('\n'));
  }
  // In an unclear case PostgreSQL decides: it refuses to start beside a process that may be its server.
  return undefined;
}

async function spawnServer(cluster: Cluster, port: number): Promise<ChildProcess> {
  const logFile = await open(serverLog(cluster), 'a', 0o600);
  try {
    if ((await logFile.stat()).size > MAX_LOG_BYTES) await logFile.truncate();
    const { uid, gid } = cluster.account;
    if (uid !== undefined && gid !== undefined) await logFile.chown(uid, gid);
    const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const child = spawn(cluster.binaries.postgres, ['-D', cluster.directory, ...options], {
      ...cluster.account,
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
      // In a process group of its own, because Ctrl-C in the terminal must only reach the node, which stops the
      // database last.
      detached: true,
      stdio: ['ignore', logFile.fd, logFile.fd],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    await logFile.close();
  }
}

async function startFailure(cluster: Cluster): Promise<EmbeddedPostgresError> {
  const tail = (await readFile(serverLog(cluster), 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
  return new EmbeddedPostgresError(
    'broken',
    `The database in ${cluster.directory} does not start. The end of ${serverLog(cluster)}:\n${tail}`,
  );
}

function serverLog(cluster: Cluster): string {
  return path.join(cluster.directory, 'server.log');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
