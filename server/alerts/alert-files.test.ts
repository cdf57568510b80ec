import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WireAlert } from '@/protocol/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import { createAlertFiles } from './alert-files';
import { nextRow } from './ledger';
import { parseHeads } from './verify-ledger';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quad-alerts-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('[H3][H4] active.json has the newest revisions of live alerts alone, and heads.txt the head', async () => {
  const live = { ...exampleAlert, kind: 'live' as const };
  let known: WireAlert[] = [
    live,
    { ...exampleAlert, id: 'a test', kind: 'test' },
    { ...exampleAlert, id: 'an exercise', kind: 'exercise' },
  ];
  const head = nextRow(undefined, { type: 'draft' }, new Date());
  const write = createAlertFiles({
    config: { alertsFolder: join(folder, 'made') },
    alerts: { known: () => known } as never,
    db: { pool: { query: async () => ({ rows: [head] }) } } as never,
  });
  const read = async () => JSON.parse(await readFile(join(folder, 'made/active.json'), 'utf8'));
  await write();
  expect(await read()).toEqual({ version: 1, alerts: [live] });
  known = [{ ...live, revision: 2, type: 'all_clear', active: false }];
  await write();
  expect(await read()).toEqual({ version: 1, alerts: known });
  const heads = parseHeads(await readFile(join(folder, 'made/heads.txt'), 'utf8'));
  expect([...heads]).toEqual([[1, head.hash.toString('hex')]]);
});

test('without a folder nothing is written', async () => {
  const write = createAlertFiles({ config: { alertsFolder: null }, alerts: {} as never, db: {} as never });
  await write();
});
