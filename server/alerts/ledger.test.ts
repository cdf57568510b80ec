import { expect, test } from 'vitest';
import { type LedgerReceipt, type LedgerRow, merkleRoot, nextRow, verifyEnd, verifyRows } from './ledger';

const receipt = (n: number): LedgerReceipt => ({
  alertId: 'a',
  revision: 1,
  userId: `u${n}`,
  channel: 'socket',
  device: 'd',
  reach: 'displayed',
  at: n,
});
const batch = [1, 2, 3, 4, 5].map(receipt);

function chain(length: number, word = 'draft'): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (let n = 1; n <= length; n++) {
    const event =
      n === 3 ? { type: 'receipts' as const, root: merkleRoot(batch) } : { type: 'draft' as const, word, n };
    rows.push(nextRow(rows.at(-1), event, new Date(n)));
  }
  return rows;
}

const verify = (
  rows: LedgerRow[],
  { heads = new Map<number, string>(), receipts = batch as LedgerReceipt[] | null } = {},
) => [
  ...verifyRows(rows, { heads, receiptsOf: (seq) => (seq === 3 ? receipts : []) }),
  ...verifyEnd(rows.at(-1)?.seq ?? 0, heads),
];
const headsOf = (rows: LedgerRow[]) => new Map(rows.map(({ seq, hash }) => [seq, hash.toString('hex')]));
const without = (rows: LedgerRow[], seq: number) => rows.filter((row) => row.seq !== seq);

test('[H8] an unchanged ledger has no faults, in one part or in several', () => {
  const rows = chain(6);
  expect(verify(rows, { heads: headsOf(rows) })).toEqual([]);
  const [first, rest] = [rows.slice(0, 4), rows.slice(4)];
  expect(verifyRows(rest, { heads: new Map(), receiptsOf: () => [], last: first.at(-1) })).toEqual([]);
  // Receipts may be deleted at the end of their retention.
  expect(verify(rows, { receipts: null })).toEqual([]);
  expect(verify([])).toEqual([]);
});

test.each<[string, (rows: LedgerRow[]) => LedgerRow[]]>([
  [
    'edited',
    (rows) =>
      rows.map((row) => (row.seq === 2 ? { ...row, entry: row.entry.replace('draft', 'drift') } : row)),
  ],
  ['deleted', (rows) => without(rows, 2)],
  [
    'inserted',
    (rows) => [...rows.slice(0, 2), nextRow(rows[1], { type: 'grant' }, new Date()), ...rows.slice(2)],
  ],
  [
    'moved',
    (rows) =>
      rows.map((row) =>
        row.seq === 4
          ? { ...(rows[4] as LedgerRow), seq: 4 }
          : row.seq === 5
            ? { ...(rows[3] as LedgerRow), seq: 5 }
            : row,
      ),
  ],
])('[H8] the verifier finds an entry that was %s', (_, change) => {
  expect(verify(change(chain(6)))).not.toEqual([]);
});

test('[H8] the verifier finds an end that was removed or written anew, by the exported heads', () => {
  const rows = chain(6);
  const heads = headsOf(rows);
  expect(verify(rows.slice(0, 4), { heads })).toMatchObject([{ seq: 6 }]);
  const anew = chain(6, 'forged');
  expect(verify(anew)).toEqual([]);
  expect(verify(anew, { heads })).not.toEqual([]);
});

test('[H8] the verifier finds receipts that were edited, deleted or inserted', () => {
  const rows = chain(6);
  for (const receipts of [
    batch.map((each, n) => (n === 2 ? { ...each, reach: 'handed' } : each)),
    batch.slice(1),
    [...batch, receipt(6)],
  ])
    expect(verify(rows, { receipts })).toEqual([{ seq: 3, fault: 'the receipts differ from their root' }]);
  expect(verify(rows, { receipts: batch.toReversed() })).toEqual([]);
  const ofDraft = (seq: number) => (seq === 3 ? batch : seq === 2 ? [receipt(9)] : []);
  expect(verifyRows(rows, { heads: new Map(), receiptsOf: ofDraft })).toMatchObject([{ seq: 2 }]);
});

test('the root is that of RFC 6962 for any number of leaves', () => {
  const roots = [0, 1, 2, 3, 4, 7].map((length) => merkleRoot(Array.from({ length }, (_, n) => receipt(n))));
  expect(new Set(roots).size).toBe(roots.length);
  expect(roots[0]).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
