import { statfsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, prepareCluster } from './embedded/cluster';
import { codeOf, EmbeddedPostgresError } from './embedded/errors';
import type { Log } from './embedded/log';
import {
  connectionOptions,
  connectToServer,
  disconnectFromServer,
  type ServerConnection,
  type ServerUser,
} from './embedded/server-connection';
import { markComplete } from './embedded/settings';

const DATABASE = 'quad';
const RESTART_PAUSE_MS = 1_000;
const LOG_SEGMENT_BYTES = 16 * 1024 * 1024;

export type EmbeddedPostgres = {
  /** Contains the password: never log it. */
  url: string;
  /** Returns whether the disk has no room for another WAL segment, without which the server ends. */
  isFull(): boolean;
  /** Stops the server, unless an operator's command still uses it. Close pools first. */
  stop(): Promise<void>;
};

type Options = { dataDir: string; log: Log };

/**
 * Runs the node's own PostgreSQL, with its data under `dataDir` (created if missing). Takes over a server that a killed
 * node left behind, and restarts a server that dies later on the same port.
 * @throws {EmbeddedPostgresError} `in_use` when another node runs on the same data directory.
 */
export function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  return use(options, 'node');
}

/**
 * Opens the same database for an operator's command, whether the node runs or not; the last process to leave stops the
 * server.
 */
export function attachEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  return use(options, 'visitor');
}

async function use({ dataDir, log }: Options, role: ServerUser): Promise<EmbeddedPostgres> {
  const started = performance.now();
  const cluster = await prepareCluster(dataDir, log);
  let connection = await connectToServer(cluster, role, log);
  await findDatabase(cluster, connection).catch(async (error) => {
    await disconnectFromServer(cluster, connection, log);
    throw error;
  });
  let state: 'running' | 'stopping' = 'running';
  let restoring: Promise<void> = Promise.resolve();

  // The session with our locks ends when the server ends: both are then acquired again.
  const watch = () => {
    const lost = connection.client;
    lost.once('end', () => {
      if (state === 'running') restoring = restore();
    });
  };
  const restore = async () => {
    log.error({}, 'embedded PostgreSQL: the server ended; restarting it');
    while (state === 'running') {
      try {
        connection = await connectToServer(cluster, role, log, connection.server.port);
        watch();
        return;
      } catch (error) {
        log.error({ err: error }, 'embedded PostgreSQL: the restart failed; trying again');
        await delay(RESTART_PAUSE_MS);
      }
    }
  };
  if (role === 'node') watch();

  log.debug({ ms: Math.round(performance.now() - started) }, 'embedded PostgreSQL: ready');
  return {
    url: urlOf(cluster, connection),
    isFull: () => isFull(cluster.directory),
    async stop() {
      if (state === 'stopping') return;
      state = 'stopping';
      await restoring;
      await disconnectFromServer(cluster, connection, log);
    },
  };
}

/** Creates the database in a new cluster; throws when an existing cluster lacks it. */
async function findDatabase(cluster: Cluster, connection: ServerConnection): Promise<void> {
  const { rowCount } = await connection.client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
    DATABASE,
  ]);
  if (!rowCount) {
    if (cluster.complete)
      throw new EmbeddedPostgresError(
        'broken',
        `The PostgreSQL in ${cluster.directory} no longer has the database "${DATABASE}". Restore it from a backup. ` +
          'To begin with an empty one instead, move the data directory away.',
      );
    await makeDatabase(connection);
  }
  await markComplete(cluster.dataDir, cluster);
}

async function makeDatabase({ client }: ServerConnection): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
  } catch (error) {
    // Another process created the database at the same moment: 42P04 if it had finished, 23505 if it had not.
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  }
}

function isFull(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize < LOG_SEGMENT_BYTES;
  } catch {
    return false; // the cause may be another one
  }
}

function urlOf(cluster: Cluster, { server }: ServerConnection): string {
  const { host, port, user, password } = connectionOptions(cluster, server);
  return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${DATABASE}`;
}
