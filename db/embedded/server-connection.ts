import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, ROLE } from './cluster';
import { codeOf, EmbeddedPostgresError } from './errors';
import type { Log } from './log';
import { isAlive } from './process';
import { ensureServer, type Server, stopServer } from './server';

/**
 * Advisory locks in the `postgres` database; ('Quad', number). The session holds the locks, so they end with its
 * process.
 */
const NODE_LOCK = '1366647140, 1';
const USERS_LOCK = '1366647140, 2';

/** Milliseconds for a predecessor that is about to end by itself. */
const PREDECESSOR_GRACE_MS = 1_500;
/**
 * Milliseconds for a killed predecessor: its session ends once the server notices the closed socket, however busy the
 * machine is.
 */
const DEAD_PREDECESSOR_GRACE_MS = 60_000;
const JOIN_TIMEOUT_MS = 20_000;
/**
 * SQLSTATEs when files are missing that PostgreSQL needs for a connection: no such database, a system error, corrupted.
 */
const NOT_WHOLE = /^(3D|58|XX)/;

/** A `node` runs alone; a `visitor` (operator's command) may use the server besides. */
export type ServerUser = 'node' | 'visitor';

export type ServerConnection = { client: pg.Client; server: Server };

/**
 * Joins the users of the cluster's server, and starts the server if it does not run. Every user holds USERS_LOCK
 * shared, so the last user to leave can tell that it is the last; a node holds NODE_LOCK too.
 */
export async function connectToServer(
  cluster: Cluster,
  role: ServerUser,
  log: Log,
  port?: number,
): Promise<ServerConnection> {
  const deadline = performance.now() + JOIN_TIMEOUT_MS;
  for (;;) {
    const server = await ensureServer(cluster, log, port);
    const client = new pg.Client({
      ...connectionOptions(cluster, server),
      database: 'postgres',
      application_name: `quad ${role} ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', () => {}); // the pending query rejects as well; other listeners can be added
    try {
      await client.connect();
      // Waits while the last user to leave is about to stop the server, which ends this connection.
      await client.query(`SELECT pg_advisory_lock_shared(${USERS_LOCK})`);
      if (role === 'node') await takeNodeLock(client, cluster);
      return { client, server };
    } catch (error) {
      await client.end().catch(() => {});
      if (codeOf(error).startsWith('28')) {
        if (server.startedHere) await stopServer(cluster, log);
        throw wrongPassword(cluster, error);
      }
      if (NOT_WHOLE.test(codeOf(error))) {
        if (server.startedHere) await stopServer(cluster, log);
        throw notWhole(cluster, error as Error);
      }
      if (!isRetryable(error) || performance.now() > deadline) throw error;
      log.debug({ err: error }, 'embedded PostgreSQL: the server ended while this process connected to it');
      await delay(50);
    }
  }
}

/** Releases the locks and stops the server when no other process uses it. */
export async function disconnectFromServer(
  cluster: Cluster,
  { client }: ServerConnection,
  log: Log,
): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_all()');
    if (await tryLock(client, USERS_LOCK)) await stopServer(cluster, log);
  } catch (error) {
    if (!isRetryable(error)) throw error;
  } finally {
    await client.end().catch(() => {}); // the server may have closed the connection first
  }
}

/** Returns the connection options for the cluster's server. */
export function connectionOptions(cluster: Cluster, server: Server) {
  return { host: '127.0.0.1', port: server.port, user: ROLE, password: cluster.password };
}

async function takeNodeLock(client: pg.Client, cluster: Cluster): Promise<void> {
  const began = performance.now();
  while (!(await tryLock(client, NODE_LOCK))) {
    const holder = await findHolder(client);
    const grace = holder && isAlive(holder) ? PREDECESSOR_GRACE_MS : DEAD_PREDECESSOR_GRACE_MS;
    if (performance.now() - began > grace) throw inUse(cluster, holder);
    await delay(50);
  }
}

async function tryLock(client: pg.Client, lock: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS got`);
  return rows[0]?.got === true;
}

/** Returns the process that holds NODE_LOCK; undefined when the lock was just released. */
async function findHolder(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND (l.classid, l.objid) = (${NODE_LOCK}) AND l.granted`,
  );
  return rows[0] && Number(rows[0].name.replace('quad node ', ''));
}

function inUse(cluster: Cluster, holder: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in_use',
    `Another Quad node${holder ? ` (process ${holder})` : ''} is running on the data directory ${cluster.dataDir}. ` +
      'Stop it, or set DATA_DIR to another directory for this node.',
  );
}

function wrongPassword({ dataDir, directory }: Cluster, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'broken',
    `The password in ${dataDir}/postgres.json is not the password of the database in ${directory}. ` +
      'Restore the file and the database from the same backup.',
    { cause },
  );
}

function notWhole({ directory }: Cluster, cause: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'broken',
    `The database in ${directory} cannot be used: ${cause.message}. Restore it from a backup. ` +
      'To begin with an empty one instead, move the data directory away.',
    { cause },
  );
}

/** Returns whether the server is starting, stopping or gone: a retry from the start may help. */
function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  if (['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)) return true;
  return (
    error instanceof Error &&
    /^(Connection terminated|Client (was closed|has encountered))/.test(error.message)
  );
}
