import pg from 'pg';
import { MigrationError, pendingMigrations } from '@/db/migrate';
import type { Config } from '@/server/config';
import type { Log } from '@/server/log';
import { openDatabase, whereabouts } from '../context';
import { CHECK_TIMEOUT_MS, type Finding, reason } from './check';

/** The oldest version that Quad's SQL is tested on is newer; this one is where its functions begin. */
const OLDEST = 13;

/** Connects to the database that the settings name (an embedded one is started for it), and looks at it. */
export async function checkDatabase(config: Config, log: Log): Promise<Finding[]> {
  const name = 'database';
  let database: Awaited<ReturnType<typeof openDatabase>>;
  try {
    database = await openDatabase(config, log);
  } catch (error) {
    const mend = `The sentence says what is in the way. Its data are in ${config.dataDir}; or set DATABASE_URL to a PostgreSQL of your own.`;
    return [
      { name, state: 'wrong', message: `The embedded PostgreSQL does not start: ${reason(error)}`, mend },
    ];
  }
  try {
    return await inspect(config, database.url);
  } catch (error) {
    const mend = config.databaseUrl
      ? 'See that PostgreSQL runs, that this machine may reach it, and that user, password and database in DATABASE_URL are right.'
      : `Look at the log of the embedded server in ${config.dataDir}.`;
    return [
      { name, state: 'wrong', message: `Nothing answers for ${whereabouts(config)}: ${reason(error)}`, mend },
    ];
  } finally {
    await database.close();
  }
}

async function inspect(config: Config, url: string): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CHECK_TIMEOUT_MS,
    query_timeout: CHECK_TIMEOUT_MS,
    application_name: 'quad doctor',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; encoding: string; may: boolean }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
              has_schema_privilege(current_schema(), 'CREATE') AS may`,
    );
    const { version = '', encoding, may } = rows[0] ?? {};
    const wrong = (message: string, mend: string): Finding => ({
      name: 'database',
      state: 'wrong',
      message,
      mend,
    });
    if (Number.parseInt(version, 10) < OLDEST)
      return [wrong(`PostgreSQL ${version} is too old.`, `Use PostgreSQL ${OLDEST} or later.`)];
    if (encoding !== 'UTF8')
      return [
        wrong(
          `The database is in ${encoding}.`,
          "Make one in UTF8: CREATE DATABASE quad ENCODING 'UTF8' TEMPLATE template0",
        ),
      ];
    const found: Finding = {
      name: 'database',
      state: 'ok',
      message: `PostgreSQL ${version} answers for ${whereabouts(config)}.`,
    };
    return [found, await checkMigrations(url, may ?? false)];
  } finally {
    await client.end();
  }
}

async function checkMigrations(url: string, mayCreate: boolean): Promise<Finding> {
  const name = 'migrations';
  try {
    const pending = await pendingMigrations({ url });
    if (pending.length === 0) return { name, state: 'ok', message: 'The tables are up to date.' };
    const message = `Not applied yet: ${pending.join(', ')}.`;
    if (mayCreate) return { name, state: 'ok', message: `${message} The next start applies them.` };
    return {
      name,
      state: 'wrong',
      message,
      mend: 'Let the user of DATABASE_URL create tables in its schema (GRANT CREATE).',
    };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { name, state: 'wrong', message: error.message, mend: 'See "Upgrading" in docs/operations.md.' };
  }
}
