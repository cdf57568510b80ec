import type { Db } from '@/db/client';
import { type LedgerFault, type LedgerRow, verifyEnd, verifyRows } from './ledger';
import { readLedger, readReceipts, readStrayEntries } from './store/ledger';

/** The number of entries that are verified at once. */
const PAGE = 500;

/** Returns the heads of a file that nodes have written: `time seq hash` on each line. */
export function parseHeads(text: string): Map<number, string> {
  return new Map(
    [...text.matchAll(/^\S+ (\d+) ([0-9a-f]{64})$/gm)].map(([, seq, hash = '']) => [Number(seq), hash]),
  );
}

/**
 * Verifies the whole ledger, with the receipts that are still stored and the exported heads. Returns the number of its
 * entries and the faults.
 */
export async function verifyLedger(
  db: Pick<Db, 'pool'>,
  heads: ReadonlyMap<number, string>,
): Promise<{ entries: number; faults: LedgerFault[] }> {
  const forgotten = await readForgotten(db);
  const faults: LedgerFault[] = [];
  let last: LedgerRow | undefined;
  for (;;) {
    const rows = await readLedger(db, last?.seq ?? 0, PAGE);
    if (rows.length === 0) break;
    const receipts = await readReceipts(
      db,
      rows.map(({ seq }) => seq),
    );
    const isForgotten = new Set(
      rows.filter(({ entry }) => forgotten.some((alert) => entry.includes(alert))).map(({ seq }) => seq),
    );
    const receiptsOf = (seq: number) => receipts.get(seq) ?? (isForgotten.has(seq) ? null : []);
    faults.push(...verifyRows(rows, { heads, receiptsOf, last }));
    last = rows.at(-1);
  }
  for (const seq of await readStrayEntries(db))
    faults.push({ seq, fault: 'receipts name an entry that does not exist' });
  return { entries: last?.seq ?? 0, faults: [...faults, ...verifyEnd(last?.seq ?? 0, heads)] };
}

/** Returns the alerts whose receipts the ledger says were deleted at the end of their retention. */
async function readForgotten(db: Pick<Db, 'pool'>): Promise<string[]> {
  const { rows } = await db.pool.query<{ entry: string }>(
    `SELECT entry FROM alert_ledger WHERE entry LIKE '%"type":"forget"%'`,
  );
  return rows.flatMap(({ entry }) => /"alert":"([0-9a-f-]{36})"/.exec(entry)?.[1] ?? []);
}
