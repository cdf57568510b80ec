import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { type LedgerEvent, type LedgerReceipt, type LedgerRow, nextRow } from '../ledger';

type Client = Pick<PoolClient, 'query'>;

/** The key of the lock that makes the entries of the ledger follow one another; no other advisory lock has it. */
const LEDGER_LOCK = 7_210_013;

/**
 * Appends events to the ledger in the transaction of `client`, and returns the number of the last one. Takes a lock that
 * lasts until the end of the transaction, so call it last.
 */
export async function appendLedger(client: Client, events: readonly LedgerEvent[]): Promise<number> {
  // One round trip: the second statement begins once the first has the lock.
  const [, { rows }] = await Promise.all([
    client.query('SELECT pg_advisory_xact_lock($1)', [LEDGER_LOCK]),
    client.query<LedgerRow>('SELECT seq, entry, hash FROM alert_ledger ORDER BY seq DESC LIMIT 1'),
  ]);
  const added: LedgerRow[] = [];
  const at = new Date();
  for (const event of events) added.push(nextRow(added.at(-1) ?? rows[0], event, at));
  await client.query(
    'INSERT INTO alert_ledger (seq, entry, hash) SELECT * FROM unnest($1::int[], $2::text[], $3::bytea[])',
    [added.map(({ seq }) => seq), added.map(({ entry }) => entry), added.map(({ hash }) => hash)],
  );
  return added.at(-1)?.seq ?? 0;
}

/** Returns up to `limit` rows after `after`, in order. */
export async function readLedger(db: Pick<Db, 'pool'>, after: number, limit: number): Promise<LedgerRow[]> {
  const { rows } = await db.pool.query<LedgerRow>(
    'SELECT seq, entry, hash FROM alert_ledger WHERE seq > $1 ORDER BY seq LIMIT $2',
    [after, limit],
  );
  return rows;
}

/** Returns the last row; undefined for an empty ledger. */
export async function readHead(db: Pick<Db, 'pool'>): Promise<LedgerRow | undefined> {
  const { rows } = await db.pool.query<LedgerRow>(
    'SELECT seq, entry, hash FROM alert_ledger ORDER BY seq DESC LIMIT 1',
  );
  return rows[0];
}

/** Returns the receipts of batches, by the number of the entry with their root. */
export async function readReceipts(
  db: Pick<Db, 'pool'>,
  entries: readonly number[],
): Promise<Map<number, LedgerReceipt[]>> {
  const { rows } = await db.pool.query<Omit<LedgerReceipt, 'at'> & { at: Date; entry: number }>(
    `SELECT alert_id AS "alertId", revision, user_id AS "userId", channel, device, reach, at, entry
     FROM alert_receipts WHERE entry = ANY($1)`,
    [entries],
  );
  const byEntry = new Map<number, LedgerReceipt[]>();
  for (const { entry, at, ...receipt } of rows) {
    const batch = byEntry.get(entry) ?? [];
    byEntry.set(entry, batch);
    batch.push({ ...receipt, at: at.getTime() });
  }
  return byEntry;
}

/** Returns the entries that receipts name and that are not in the ledger, in order. */
export async function readStrayEntries(db: Pick<Db, 'pool'>): Promise<number[]> {
  const { rows } = await db.pool.query<{ entry: number }>(
    `SELECT DISTINCT entry FROM alert_receipts r
     WHERE NOT EXISTS (SELECT 1 FROM alert_ledger l WHERE l.seq = r.entry) ORDER BY entry`,
  );
  return rows.map(({ entry }) => entry);
}
