import { expect, test, vi } from 'vitest';
import type { Ask } from '@/clients/connection/request';
import { createPhotos } from './photos';

function world(ids: Record<string, string>, stored: Record<string, unknown> = {}) {
  const kept = new Map<string, unknown>(Object.entries(stored));
  const ask = vi.fn(async (_event: string, { users }: { users: string[] }) => ({
    photos: users.flatMap((id) => (ids[id] ? [{ id, photo: ids[id] }] : [])),
  }));
  const storage = {
    read: async () => new Map(kept),
    write: async (_kind: string, key: string, value: unknown) =>
      void (value === undefined ? kept.delete(key) : kept.set(key, value)),
  };
  const load = vi.fn(async (id: string) => `data:${id}`);
  const photos = createPhotos({ ask: ask as unknown as Ask, storage, load });
  return { photos, kept, ask, load, settled: () => new Promise(setImmediate) };
}

test('a photo is loaded once, kept, and shown without a connection', async () => {
  const { photos, kept, load, settled } = world({ ana: 'a1' });
  expect(photos.of('ana', 'small', true)).toBeNull();
  await settled();
  photos.of('ana', 'small', true);
  photos.of('ana', 'small', true);
  await settled();
  expect(photos.of('ana', 'small', true)).toBe('data:a1');
  expect(load).toHaveBeenCalledTimes(1);
  expect(kept.get('ana')).toEqual({ photo: 'a1', url: 'data:a1' });

  const later = world({}, Object.fromEntries(kept));
  await later.settled();
  expect(later.photos.of('ana', 'small', false)).toBe('data:a1');
  expect(later.photos.of('ana', 'large', false)).toBe('data:a1');
});

test('[A42] a kept photo that the user may not see any more is deleted', async () => {
  const { photos, kept, settled } = world({}, { ana: { photo: 'a1', url: 'data:a1' } });
  await settled();
  expect(photos.of('ana', 'small', true)).toBe('data:a1');
  await settled();
  expect(photos.of('ana', 'small', true)).toBeNull();
  expect([...kept.keys()]).toEqual([]);
});

test('[A41] a changed photo replaces the kept one', async () => {
  const { photos, settled } = world({ ana: 'a2' }, { ana: { photo: 'a1', url: 'data:a1' } });
  await settled();
  await settled();
  photos.of('ana', 'small', true);
  await settled();
  expect(photos.of('ana', 'small', true)).toBe('data:a1');
  await settled();
  expect(photos.of('ana', 'small', true)).toBe('data:a2');
  expect(photos.of('ana', 'large', true)).toBe('/api/v1/photos/a2/large');
});

test('[A42] the kept photos of erased users are deleted, also of those erased while the page was closed', async () => {
  const photo = (id: string) => ({ photo: id, url: `data:${id}` });
  const stored = { ana: photo('a1'), eva: photo('e1'), rui: photo('r1') };
  const { photos, kept, ask, settled } = world({ ana: 'a1' }, stored);
  await settled();
  photos.erase(['rui']);
  expect([photos.of('rui', 'small', false), [...kept.keys()]]).toEqual([null, ['ana', 'eva']]);
  await photos.check('1');
  expect([photos.of('eva', 'small', false), photos.of('ana', 'small', false)]).toEqual([null, 'data:a1']);
  expect([...kept.keys()]).toEqual(['ana', '']);

  // Nobody was erased since: nothing is asked for.
  const later = world({}, Object.fromEntries(kept));
  await later.photos.check('1');
  expect([ask.mock.calls.length, later.ask.mock.calls.length]).toEqual([1, 0]);
  await later.photos.check('2');
  expect([...later.kept.keys()]).toEqual(['']);
});
