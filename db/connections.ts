import type pg from 'pg';

/**
 * The connections that a node opens for alerts alone, besides those of DATABASE_CONNECTIONS. One reads once a second what
 * the node has missed, which keeps it open; one stores receipts; the others issue.
 */
export const ALERT_CONNECTIONS = 4;

/**
 * Returns how many connections PostgreSQL allows the user of a connection to its database, those of other users not
 * subtracted. Behind a connection pooler the pooler may allow fewer.
 */
export async function allowedConnections(client: Pick<pg.ClientBase, 'query'>): Promise<number> {
  // The limits of a role and of a database do not bind superusers. `reserved_connections` came with version 16.
  const { rows } = await client.query<{ allowed: number }>(`
    SELECT CASE WHEN r.rolsuper THEN server.allowed
      ELSE least(server.allowed, nullif(r.rolconnlimit, -1), nullif(d.datconnlimit, -1)) END AS allowed
    FROM pg_roles r, pg_database d, (
      SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int AS allowed) AS server
    WHERE r.rolname = current_user AND d.datname = current_database()`);
  return rows[0]?.allowed ?? 0;
}
