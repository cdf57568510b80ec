import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from './embedded/errors';
import type { Log } from './embedded/log';
import { isOutage } from './outage';

/** Thrown when the database cannot be used. The message is two sentences: the problem, and what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly problem: string,
    readonly mend: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${mend}`, options);
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
const RETRY_PAUSE_MS = 1_000;
/** Milliseconds after which the server ends a statement of a node, or a transaction that waits for the node. */
const STATEMENT_TIMEOUT_MS = 8_000;

/** What a node asks of the server for each connection of its pool. A connection pooler may refuse it. */
export const NODE_SETTINGS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
};

type Options = {
  url: string;
  /** The name of the connection in PostgreSQL's lists. */
  name: string;
  /** Opens the connection with the settings of a node's pool. */
  asNode?: boolean;
  /** Milliseconds to wait for a database that does not answer or is still starting; 0 does not wait. */
  waitMs?: number;
  /** Aborts the wait. */
  signal?: AbortSignal;
  log?: Pick<Log, 'warn'>;
};

/**
 * Opens one connection to the database, outside the pool.
 * @throws {DatabaseError} when no connection can be opened: why, and what to do.
 */
export async function connectToDatabase({
  url,
  name,
  asNode = false,
  waitMs = 0,
  signal,
  log,
}: Options): Promise<pg.Client> {
  const deadline = performance.now() + waitMs;
  for (let attempt = 1; ; attempt++) {
    let client: pg.Client;
    try {
      client = new pg.Client({
        connectionString: url,
        application_name: name,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        ...(asNode && NODE_SETTINGS),
      });
    } catch (cause) {
      throw new DatabaseError(
        `DATABASE_URL cannot be used: ${messageOf(cause)}.`,
        'Correct it; docs/operations.md explains its format.',
        { cause },
      );
    }
    // The pending query rejects as well; between queries this listener keeps the process alive to report the error.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const [problem, mend] = explain(error, client);
      if (isFinal(error) || performance.now() >= deadline)
        throw new DatabaseError(problem, mend, { cause: error });
      if (attempt === 1) log?.warn({ seconds: waitMs / 1000 }, `${problem} Waiting for it.`);
      const remainingMs = Math.min(RETRY_PAUSE_MS, deadline - performance.now());
      await delay(Math.max(0, remainingMs), undefined, signal ? { signal } : {});
    }
  }
}

/** The refusal of a connection pooler, whose code is that of an outage. */
const UNSUPPORTED_SETTING = /^unsupported startup parameter/;

/** Returns whether a later attempt to connect fails as well. */
const isFinal = (error: unknown) => !isOutage(error) || UNSUPPORTED_SETTING.test(messageOf(error));

/** Returns whether the connection is encrypted, and whether the server has proved that it is the host of the URL. */
export function secrecyOf(client: pg.Client): { encrypted: boolean; verified: boolean } {
  const { stream } = (
    client as unknown as { connection: { stream: { encrypted?: boolean; authorized?: boolean } } }
  ).connection;
  return { encrypted: stream.encrypted === true, verified: stream.authorized === true };
}

/** Returns why no connection could be opened, and what to do: one sentence each. */
function explain(error: unknown, { host, port, user, database }: pg.Client): [problem: string, mend: string] {
  const server = `PostgreSQL at ${host.includes(':') ? `[${host}]` : host}:${port}`;
  const reason = messageOf(error);
  const code = codeOf(error);
  if (code === '3D000')
    return [
      `${server} has no database "${database}".`,
      'Create it (docs/operations.md has the SQL), or correct DATABASE_URL.',
    ];
  if (code.startsWith('28'))
    return [
      `${server} refuses the user "${user}": ${reason}.`,
      'Check the user and password in DATABASE_URL, that the user exists, and that pg_hba.conf accepts it from this machine.',
    ];
  if (UNSUPPORTED_SETTING.test(reason))
    return [
      `The connection pooler at ${host}:${port} refuses settings of Quad's connections: ${reason}.`,
      `Add to pgbouncer.ini: ignore_startup_parameters = ${Object.keys(NODE_SETTINGS).join(',')} (see "Connection poolers" in docs/operations.md).`,
    ];
  if (code === '57P03') return [`${server} is not ready: ${reason}.`, 'Try again when it is.'];
  if (code === '53300')
    return [
      `${server} has no connection left: ${reason}.`,
      'Raise its max_connections, or the CONNECTION LIMIT of its user, or stop other programs that use connections.',
    ];
  if (/\b(SSL|TLS|CERT)|SIGNATURE|certificate/i.test(`${code.replaceAll('_', ' ')} ${reason}`))
    return [
      `The TLS connection to ${server} that DATABASE_URL requires failed: ${reason}.`,
      explainTls(code, reason),
    ];
  if (isOutage(error))
    return [
      `${server} does not answer: ${reason}.`,
      'Check that it runs and that this machine can reach it; with DATABASE_WAIT_SECONDS a start waits for it.',
    ];
  return [`${server} refuses the connection: ${reason}${code && ` (${code})`}.`, 'Check DATABASE_URL.'];
}

/** Returns what to do about a TLS connection to PostgreSQL that failed. */
function explainTls(code: string, reason: string): string {
  const section = 'See "TLS to PostgreSQL and RabbitMQ" in docs/operations.md.';
  if (isUnknownAuthority(code))
    return `Add sslrootcert=<the file with the certificate of its authority> to DATABASE_URL. ${section}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `Write the host name of the certificate in DATABASE_URL. ${section}`;
  if (/does not support SSL/.test(reason)) return `Turn TLS on at the server (ssl = on). ${section}`;
  return section;
}

/** Returns whether a certificate was refused because Node does not trust who signed it. */
export function isUnknownAuthority(code: string): boolean {
  return /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(code);
}

/** Returns the message of an error. Node gives no message when it has tried several addresses of a name. */
function messageOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message || first.name : String(first);
}
