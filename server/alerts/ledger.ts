import { createHash } from 'node:crypto';
import { canonical } from './canonical';

/** An entry of the ledger: the JSON that was hashed, and its hash. */
export interface LedgerRow {
  seq: number;
  entry: string;
  hash: Buffer;
}

/** What happened. The members depend on `type`; people are named by their internal ids. */
export interface LedgerEvent {
  type:
    | 'grant'
    | 'withdraw'
    | 'template'
    | 'approve_template'
    | 'draft'
    | 'discard'
    | 'submit'
    | 'issue'
    | 'cancel'
    | 'expire'
    | 'review'
    | 'record_exercise'
    | 'look_up'
    | 'answer_for'
    | 'receipts'
    | 'dismiss'
    | 'forget';
  [member: string]: unknown;
}

/** A receipt as the ledger covers it. */
export interface LedgerReceipt {
  alertId: string;
  revision: number;
  userId: string;
  channel: string;
  device: string;
  reach: string;
  /** Milliseconds since 1970. */
  at: number;
}

const GENESIS = '';
const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Returns the row that follows `last`, or the first row. */
export function nextRow(last: LedgerRow | undefined, event: LedgerEvent, at: Date): LedgerRow {
  const seq = (last?.seq ?? 0) + 1;
  const before = last?.hash.toString('hex') ?? GENESIS;
  const entry = canonical({ ...event, seq, at: at.toISOString(), before });
  return { seq, entry, hash: sha256(entry) };
}

/** Returns the root of a Merkle tree over receipts in any order, hexadecimal (the tree of RFC 6962, 2.1). */
export function merkleRoot(receipts: readonly LedgerReceipt[]): string {
  const leaves = receipts
    .map(({ alertId, revision, userId, channel, device, reach, at }) =>
      canonical([alertId, revision, userId, channel, device, reach, at]),
    )
    .sort()
    .map((leaf) => sha256('\x00', leaf));
  return rootOf(leaves).toString('hex');
}

function rootOf(nodes: readonly Buffer[]): Buffer {
  if (nodes.length === 0) return sha256('');
  if (nodes.length === 1) return nodes[0] as Buffer;
  const split = 2 ** Math.ceil(Math.log2(nodes.length) - 1);
  return sha256('\x01', rootOf(nodes.slice(0, split)), rootOf(nodes.slice(split)));
}

export type LedgerFault = { seq: number; fault: string };

/**
 * Verifies rows that follow `last` in order of seq, with the exported heads and the receipts of a batch. Returns the
 * faults that it finds:
 * an entry that was edited, deleted, inserted or moved; receipts that were edited, deleted or inserted; a chain that
 * differs from an exported head, so its end was removed or written anew.
 */
export function verifyRows(
  rows: readonly LedgerRow[],
  {
    heads,
    receiptsOf,
    last,
  }: {
    heads: ReadonlyMap<number, string>;
    /** Returns the receipts that name this entry; null where they were deleted at the end of their retention. */
    receiptsOf: (seq: number) => readonly LedgerReceipt[] | null;
    last?: LedgerRow | undefined;
  },
): LedgerFault[] {
  const faults: LedgerFault[] = [];
  let before = last;
  for (const row of rows) {
    const { seq } = row;
    const note = (fault: string) => faults.push({ seq, fault });
    const expected = (before?.seq ?? 0) + 1;
    if (seq !== expected)
      note(seq > expected ? `entries ${expected} to ${seq - 1} are missing` : 'out of order');
    if (!sha256(row.entry).equals(row.hash)) note('the entry does not have its hash');
    const content = parse(row.entry);
    if (content?.seq !== seq) note('the entry has another number');
    if (content && content.before !== (before?.hash.toString('hex') ?? GENESIS))
      note('the entry does not continue the one before');
    const head = heads.get(seq);
    if (head !== undefined && head !== row.hash.toString('hex')) note('differs from the exported head');
    const receipts = receiptsOf(seq);
    if (content?.type === 'receipts' ? receipts && content.root !== merkleRoot(receipts) : receipts?.length)
      note('the receipts differ from their root');
    before = row;
  }
  return faults;
}

/** Returns a fault for an exported head past the end of the ledger: the end was removed. */
export function verifyEnd(lastSeq: number, heads: ReadonlyMap<number, string>): LedgerFault[] {
  const exported = Math.max(0, ...heads.keys());
  return exported > lastSeq
    ? [{ seq: exported, fault: `the ledger ends at ${lastSeq}, before an exported head` }]
    : [];
}

function parse(entry: string): Record<string, unknown> | null {
  try {
    return JSON.parse(entry) as Record<string, unknown>;
  } catch {
    return null;
  }
}
