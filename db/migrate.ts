import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { connectToDatabase, DatabaseError } from './connect';
import { codeOf } from './embedded/errors';
import type { Log } from './embedded/log';
import { assertKeepsPrepared } from './pooler';

/** The lock of Prisma's own `migrate deploy`, so that the two never run at once. */
const PRISMA_LOCK = 72_707_369;
const DIRECTORY = 'prisma/migrations';

/** Thrown when the database and the checked-in migrations disagree. The message says how and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

type Migration = { name: string; sql: string; checksum: string };
type Options = {
  url: string;
  log: Pick<Log, 'info' | 'warn'>;
  directory?: string;
  /** Milliseconds to wait for a database that does not answer; `signal` aborts the wait. */
  waitMs?: number;
  signal?: AbortSignal;
};

/**
 * Applies the missing migrations in the order of their names, each in a transaction of its own; returns the names of
 * the applied migrations. Several nodes may call this at once. Uses the same table as `prisma migrate`, which may be
 * used instead.
 * @throws {DatabaseError} when the database cannot be reached, or Quad cannot work on it.
 * @throws {MigrationError} when an applied migration was changed, is missing here, or never finished.
 */
export async function migrate({ directory = DIRECTORY, log, ...where }: Options): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await connectToDatabase({ ...where, log, name: 'quad migrate' });
  let locker: pg.Client | undefined;
  try {
    await assertUsable(client);
    locker = await connectToDatabase({ url: where.url, name: 'quad migrate lock', asNode: true });
    await assertKeepsPrepared(client, locker);
    await lock(locker);
    await makeBooks(client);
    const pending = await comparePending(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      log.info({ migration: migration.name }, 'migration applied');
    }
    return pending.map(({ name }) => name);
  } finally {
    await Promise.all([client.end(), locker?.end()]); // also releases the lock
  }
}

/**
 * Takes the lock in a transaction that lasts until the connection ends. Behind a connection pooler a lock of the session
 * would stay with whatever connection to the server it was taken on.
 */
async function lock(client: pg.Client): Promise<void> {
  // Other nodes may take longer to migrate than a statement of a node may take.
  await client.query(
    'BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0',
  );
  await client.query('SELECT pg_advisory_xact_lock($1)', [PRISMA_LOCK]);
}

/**
 * Returns the names of the migrations that `migrate` would apply; changes nothing.
 * @throws {MigrationError} as `migrate` does.
 */
export async function pendingMigrations({
  url,
  directory = DIRECTORY,
}: Pick<Options, 'url' | 'directory'>): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await connectToDatabase({ url, name: 'quad migrate' });
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

/** The oldest PostgreSQL version with everything that Quad's SQL uses. */
const MIN_POSTGRES_VERSION = 13;

/**
 * Throws `DatabaseError` unless Quad can work on the database. Runs before the first migration, which would otherwise
 * create tables in a database that cannot hold users' texts.
 */
export async function assertUsable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
  );
  const { version = '', encoding } = rows[0] ?? {};
  if (Number.parseInt(version, 10) < MIN_POSTGRES_VERSION)
    throw new DatabaseError(
      `PostgreSQL ${version} is too old.`,
      `Use PostgreSQL ${MIN_POSTGRES_VERSION} or later.`,
    );
  if (encoding !== 'UTF8')
    throw new DatabaseError(
      `The database "${client.database}" is in ${encoding}, which cannot represent all characters of messages.`,
      "Create one in UTF8: CREATE DATABASE quad ENCODING 'UTF8' TEMPLATE template0",
    );
}

/** Creates Prisma's table with its exact definition. Throws `DatabaseError` when the user may not create tables. */
async function makeBooks(client: pg.Client): Promise<void> {
  const creation = client.query(`
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
  await creation.catch((cause: unknown) => {
    // 42501: no right to the schema; 3F000: no schema.
    if (!['42501', '3F000'].includes(codeOf(cause))) throw cause;
    throw new DatabaseError(
      `The user "${client.user}" may not create tables in the database "${client.database}".`,
      `Give it the right: GRANT CREATE, USAGE ON SCHEMA public TO ${client.user}`,
      { cause },
    );
  });
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
        `The migration ${name} began and did not finish. Resolve it with "prisma migrate resolve".`,
      );
    }
    if (here.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was changed after it had been applied. ` +
          'Restore its file, and make the change in a new migration.',
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
