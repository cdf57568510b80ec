import type pg from 'pg';
import { DatabaseError } from './connect';
import { codeOf } from './embedded/errors';

const PROBE = { name: 'quad_probe', text: 'SELECT 1' };
/** SQLSTATEs: the prepared statement does not exist, or was prepared by another client. */
const LOST = ['26000', '42P05'];
/** The client's own limit, and PgBouncer's. */
const NO_CONNECTION = /^(Query read timeout|query_wait_timeout)/;
/** Milliseconds that a pooler may take to give a second connection. */
const SECOND_WITHIN_MS = 5_000;

/**
 * Throws `DatabaseError` if a connection pooler between this machine and PostgreSQL loses prepared statements between
 * transactions, as PgBouncer before 1.21 does with `pool_mode = transaction`, or does not give two connections at once.
 * Without this check a part of the queries would fail. `client` and `other` are two connections without a transaction.
 */
export async function assertKeepsPrepared(client: pg.Client, other: pg.Client): Promise<void> {
  const server = `${client.host}:${client.port}`;
  try {
    await client.query(PROBE);
    // Takes the connection to the server that the statement was prepared on, if the two clients share it.
    await other.query({ text: 'BEGIN', query_timeout: SECOND_WITHIN_MS } as pg.QueryConfig);
    for (let n = 0; n < 2; n++) await client.query(PROBE);
    await other.query('ROLLBACK');
  } catch (cause) {
    if (LOST.includes(codeOf(cause)))
      throw new DatabaseError(
        `The connection pooler at ${server} loses prepared statements between transactions.`,
        'Set pool_mode = session in pgbouncer.ini, or let DATABASE_URL name PostgreSQL itself (see "Connection poolers" in docs/operations.md).',
        { cause },
      );
    if (cause instanceof Error && NO_CONNECTION.test(cause.message))
      throw new DatabaseError(
        `The server at ${server} gives Quad no second connection: ${cause.message}.`,
        'A node needs four more than DATABASE_CONNECTIONS says: raise pool_size and max_db_connections of the pooler.',
        { cause },
      );
    throw cause;
  }
}
