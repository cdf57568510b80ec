import type pg from 'pg';
import { connectToDatabase, DatabaseError, secrecyOf } from '@/db/connect';
import { ALERT_CONNECTIONS, allowedConnections } from '@/db/connections';
import { assertUsable, MigrationError, pendingMigrations } from '@/db/migrate';
import { assertKeepsPrepared } from '@/db/pooler';
import type { Config } from '@/server/config';
import type { Log } from '@/server/log';
import { describeDatabase, openDatabase } from '../operator-context';
import { type Finding, judgeSecrecy, reason } from './check';

/** Connects to the configured database (starts an embedded one for it) and checks it. */
export async function checkDatabase(config: Config, log: Log): Promise<Finding[]> {
  const name = 'database';
  let database: Awaited<ReturnType<typeof openDatabase>>;
  try {
    database = await openDatabase(config, log);
  } catch (error) {
    const mend = `Fix what the message says (its data are in ${config.dataDir}), or set DATABASE_URL to your own PostgreSQL.`;
    return [
      { name, state: 'wrong', message: `The embedded PostgreSQL does not start: ${reason(error)}`, mend },
    ];
  }
  try {
    return await inspect(config, database.url);
  } catch (error) {
    if (error instanceof DatabaseError)
      return [{ name, state: 'wrong', message: error.problem, mend: error.mend }];
    const mend = config.databaseUrl
      ? 'Check that PostgreSQL runs, that this machine can reach it, and the user, password and database in DATABASE_URL.'
      : `Read the log of the embedded server in ${config.dataDir}.`;
    return [
      {
        name,
        state: 'wrong',
        message: `The check of ${describeDatabase(config)} failed: ${reason(error)}`,
        mend,
      },
    ];
  } finally {
    await database.close();
  }
}

async function inspect(config: Config, url: string): Promise<Finding[]> {
  const name = 'database';
  const client = await connectToDatabase({ url, name: 'quad doctor', asNode: true });
  try {
    await assertUsable(client);
    const second = await connectToDatabase({ url, name: 'quad doctor', asNode: true });
    await assertKeepsPrepared(client, second).finally(() => second.end());
    const { rows } = await client.query<{ version: string; may: boolean }>(
      `SELECT current_setting('server_version') AS version, has_schema_privilege(current_schema(), 'CREATE') AS may`,
    );
    const { version, may } = rows[0] ?? {};
    const message = `PostgreSQL ${version} serves ${describeDatabase(config)}`;
    const secrecy = config.databaseUrl
      ? judgeSecrecy(client.host, secrecyOf(client), 'Add sslmode=verify-full to DATABASE_URL.')
      : { state: 'ok' as const, description: '' };
    const { description, ...judged } = secrecy;
    return [
      { name, ...judged, message: `${message}${description}.` },
      ...(config.databaseUrl
        ? [await checkConnections(client, config.databaseConnections + ALERT_CONNECTIONS)]
        : []),
      await checkMigrations(url, may ?? false),
    ];
  } finally {
    await client.end();
  }
}

/** Compares the connections that PostgreSQL allows with those that a node opens. */
async function checkConnections(client: pg.Client, needed: number): Promise<Finding> {
  const name = 'connections';
  const allowed = await allowedConnections(client);
  const message = `PostgreSQL allows the user "${client.user}" ${allowed} connections, and a node opens up to ${needed}`;
  if (allowed >= needed)
    return { name, state: 'ok', message: `${message}: enough for ${Math.floor(allowed / needed)} at once.` };
  return {
    name,
    state: 'wrong',
    message: `${message}: requests fail while many people are there.`,
    mend: `Raise max_connections, or the limits of the user and the database (ALTER ROLE "${client.user}" CONNECTION LIMIT -1), or set DATABASE_CONNECTIONS=${Math.max(2, allowed - ALERT_CONNECTIONS)}.`,
  };
}

async function checkMigrations(url: string, mayCreate: boolean): Promise<Finding> {
  const name = 'migrations';
  try {
    const pending = await pendingMigrations({ url });
    if (pending.length === 0) return { name, state: 'ok', message: 'The tables are up to date.' };
    const message = `Not applied yet: ${pending.join(', ')}.`;
    if (mayCreate) return { name, state: 'ok', message: `${message} The next start of Quad applies them.` };
    return {
      name,
      state: 'wrong',
      message: `${message} The user of DATABASE_URL may not create tables, so Quad cannot start.`,
      mend: 'Give this user the right to create tables in its schema (GRANT CREATE ON SCHEMA).',
    };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { name, state: 'wrong', message: error.message, mend: 'See "Upgrading" in docs/operations.md.' };
  }
}
