import { createDb, type Db } from '@/db/client';
import { attachEmbeddedPostgres } from '@/db/embedded';
import { migrate } from '@/db/migrate';
import type { Revocations } from '@/server/accounts/revocations';
import { type Config, readConfig } from '@/server/config';
import type { Relay } from '@/server/conversations/relay';
import { createLog, type Log } from '@/server/log';
import { createRevocations } from '@/server/realtime/revocations';
import { tell } from './output';

/** The parts of the application that the operator's commands need; they run beside a node or without one. */
export interface OperatorContext {
  config: Config;
  log: Log;
  db: Db;
  /** Publishes nothing: the outbox rows stay until a running node, or the next one that starts, publishes them. */
  relay: Pick<Relay, 'publish'>;
  revocations: Revocations;
}

/**
 * Opens the configured database (embedded or external), migrates it, runs `work` and closes everything. Starts the
 * embedded server when no node runs, and stops it afterwards. Names the database on standard error: a shell without the
 * service's settings would silently use another database.
 */
export async function withOperatorContext<T>(work: (context: OperatorContext) => Promise<T>): Promise<T> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  tell(`Working on ${describeDatabase(config)}.`);
  const { url, close } = await openDatabase(config, log);
  try {
    await migrate({ url, log });
    const db = createDb({ url, log, connections: 4 });
    const relay = { publish() {} };
    const revocations = createRevocations({ db, relay });
    return await work({ config, log, db, relay, revocations }).finally(() => db.close());
  } finally {
    await close();
  }
}

/**
 * Returns the URL of the database; `close` lets an embedded one stop. The URL holds a password: never log it.
 */
export async function openDatabase(
  config: Config,
  log: Log,
): Promise<{ url: string; close: () => Promise<void> }> {
  if (config.databaseUrl) return { url: config.databaseUrl, close: async () => {} };
  const embedded = await attachEmbeddedPostgres({ dataDir: config.dataDir, log });
  return { url: embedded.url, close: () => embedded.stop() };
}

/** Describes the database without its credentials. */
export function describeDatabase({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return `the embedded database in ${dataDir}`;
  const { host, pathname } = new URL(databaseUrl);
  return `the database ${host}${pathname}`;
}
