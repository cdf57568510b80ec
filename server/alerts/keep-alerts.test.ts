import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WireAlert } from '@/protocol/alerts';
import { createAlertKeeper } from './keep-alerts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quad-alerts-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Returns a keeper, and the parts that ran. */
function createKeeper(alertsFolder: string, { refresh }: { refresh: () => Promise<void> }) {
  const ran: string[] = [];
  let second = 0;
  const app = {
    config: { alertsFolder },
    db: { pool: { query: async () => ({ rows: [] }) } },
    alerts: {
      known: (): WireAlert[] => [],
      async refresh() {
        ran.push('refresh');
        await refresh();
      },
      flush: async () => void ran.push('flush'),
    },
  };
  return { keep: createAlertKeeper(app as never, () => (second += 1_000)), ran };
}

test('a node that has not read the alerts yet leaves active.json as it is', async () => {
  const file = join(folder, 'active.json');
  await writeFile(file, 'of the node before');
  let isDown = true;
  const { keep } = createKeeper(folder, {
    async refresh() {
      if (isDown) throw new Error('the database is down');
    },
  });
  for (let n = 0; n < 2; n++) await expect(keep()).rejects.toThrow('the database is down');
  expect(await readFile(file, 'utf8')).toBe('of the node before');
  isDown = false;
  await keep();
  await keep();
  expect(await readFile(file, 'utf8')).toContain('"alerts":[]');
});

test('a folder that cannot be written stops nothing else', async () => {
  const { keep, ran } = createKeeper(join(folder, 'active.json', 'no-folder'), { refresh: async () => {} });
  await keep();
  ran.length = 0;
  await expect(keep()).rejects.toThrow(/ENOTDIR/);
  expect(ran).toContain('flush');
});
