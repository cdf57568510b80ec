import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Log } from './embedded/log';

/** The lock that Prisma's own `migrate deploy` takes, so that the two never run at once. */
const PRISMA_LOCK = 72_707_369;
const DIRECTORY = 'prisma/migrations';

/** The database and the checked-in migrations disagree; the message says how and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

type Migration = { name: string; sql: string; checksum: string };
type Options = { url: string; log: Pick<Log, 'info'>; directory?: string };

/**
 * Applies the migrations that the database does not have, in the order of their names, each in a transaction
 * of its own; gives the names applied. Several nodes may call it at once. It keeps the same books as
 * `prisma migrate`, which may be used instead.
 * @throws {MigrationError} when an applied migration was changed, is missing here, or never finished.
 */
export async function migrate({ url, log, directory = DIRECTORY }: Options): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({
    connectionString: url,
    application_name: 'quad migrate',
    connectionTimeoutMillis: 5_000,
  });
  // The pending query rejects too; between queries this is what keeps the process alive to say so.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await makeBooks(client);
    const pending = await comparePending(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      log.info({ migration: migration.name }, 'migration applied');
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end(); // and with it goes the lock
  }
}

/**
 * The names of the migrations that `migrate` would apply; changes nothing.
 * @throws {MigrationError} as `migrate` does.
 */
export async function pendingMigrations({
  url,
  directory = DIRECTORY,
}: Omit<Options, 'log'>): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS kept");
    const pending = rows[0]?.kept ? await comparePending(client, migrations) : migrations;
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Prisma's table, word for word. */
async function makeBooks(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id                  VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum            VARCHAR(64) NOT NULL,
      finished_at         TIMESTAMPTZ,
      migration_name      VARCHAR(255) NOT NULL,
      logs                TEXT,
      rolled_back_at      TIMESTAMPTZ,
      started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`);
}

async function comparePending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of rows) {
    const here = known.get(name);
    if (!here) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version of Quad does not know. ` +
          'Run the version that applied it, or a newer one.',
      );
    }
    if (!finished) {
      throw new MigrationError(
        `The migration ${name} began and never finished. Mend it with "prisma migrate resolve".`,
      );
    }
    if (here.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was changed after it had been applied. ` +
          'Put its file back as it was, and make the change in a new migration.',
      );
    }
    known.delete(name);
  }
  return [...known.values()];
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // The connection ends here, which rolls back.
    throw new MigrationError(`The migration ${name} could not be applied: ${reason}`, { cause });
  }
}
