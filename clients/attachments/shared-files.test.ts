import { beforeEach, expect, test, vi } from 'vitest';
import { storeShared, takeShared } from './shared-files';

const records = new Map<string, unknown>();
vi.mock('@/clients/connection/vault', () => ({
  openAnyVault: async () => ({
    write: async (batch: ReadonlyMap<string, ReadonlyMap<string, unknown>>) => {
      for (const [kind, values] of batch) for (const [key, value] of values) write(kind, key, value);
    },
    close: () => {},
  }),
}));

async function write(kind: string, key: string, value: unknown): Promise<void> {
  if (value === undefined) records.delete(`${kind} ${key}`);
  else records.set(`${kind} ${key}`, value);
}
const storage = { get: async (kind: string, key: string) => records.get(`${kind} ${key}`), write };
const file = (name: string, size = 1) =>
  Object.defineProperty(new File([name], name, { type: 'text/plain' }), 'size', { value: size });

beforeEach(() => records.clear());

test('shared files are taken once, by the id of their sharing, and the storage keeps nothing of them', async () => {
  const earlier = await storeShared([file('old')]);
  const id = (await storeShared([file('a'), file('b')])) as string;
  expect((await takeShared(storage, earlier as string)).files).toEqual([]);
  const { files, left } = await takeShared(storage, id);
  expect([files.map(({ name }) => name), await files[0]?.text(), left]).toEqual([['a', 'b'], 'a', []]);
  expect(records.size).toBe(0);
  expect((await takeShared(storage, id)).files).toEqual([]);
});

test('shared files beyond the limits are named', async () => {
  const many = Array.from({ length: 11 }, (_, n) => file(`${n}`));
  const id = (await storeShared([
    ...many.slice(0, 10),
    file('film', 65 * 1024 * 1024),
    many[10] as File,
  ])) as string;
  expect((await takeShared(storage, id)).left).toEqual([
    { name: 'film', problem: 'tooLarge' },
    { name: '10', problem: 'many' },
  ]);
});
