import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPictures, GONE } from './pictures';

beforeEach(() => {
  let made = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${++made}`);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Returns a storage, and what it has by kind and key. */
function storageOf() {
  const stored = new Map<string, unknown>();
  const storage = {
    get: async (kind: string, key: string) => stored.get(`${kind} ${key}`),
    write: async (kind: string, key: string, value: unknown) => {
      if (value === undefined) stored.delete(`${kind} ${key}`);
      else stored.set(`${kind} ${key}`, value);
    },
    keepOnly: async (kind: string, keys: () => Promise<Iterable<string>>) => {
      const wanted = new Set([...(await keys())].map((key) => `${kind} ${key}`));
      for (const name of stored.keys())
        if (name.startsWith(`${kind} `) && !wanted.has(name)) stored.delete(name);
    },
  };
  return { stored, storage };
}

test('[U9] a photo is loaded once, and shown from this browser at the next visit', async () => {
  const { stored, storage } = storageOf();
  const load = vi.fn(async () => new Blob(['photo']));
  const first = createPictures(storage, load);
  expect(first.of('a')).toBeNull();
  await vi.waitFor(() => expect(stored.has('picture a')).toBe(true));
  expect([first.of('a'), first.of('a')]).toEqual(['blob:1', 'blob:1']);

  const next = createPictures(storage, () => Promise.reject(new Error('no network')));
  next.of('a');
  await vi.waitFor(() => expect(next.of('a')).toBe('blob:2'));
  expect(load).toHaveBeenCalledTimes(1);
});

test('a photo that the user may not see any more is gone; one without an answer is tried again', async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { storage } = storageOf();
  const answers = [() => Promise.reject(new Error('no network')), () => Promise.resolve(null)];
  const load = vi.fn(() => (answers.shift() as () => Promise<Blob | null>)());
  const pictures = createPictures(storage, load);
  pictures.of('a');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(pictures.of('a')).toBeNull();
  expect(load).toHaveBeenCalledTimes(1);
  const shown = vi.fn(() => pictures.of('a'));
  pictures.subscribe(shown);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown).toHaveBeenCalled();
  await vi.waitFor(() => expect(pictures.of('a')).toBe(GONE));
});

test('[E1] the kept photos of deleted messages are deleted', async () => {
  const { stored, storage } = storageOf();
  const pictures = createPictures(storage, async () => new Blob(['photo']));
  for (const id of ['a', 'b']) pictures.of(id);
  await vi.waitFor(() => expect(stored.get('state pictures')).toHaveLength(2));
  await pictures.keepOnly(new Set(['b']));
  expect([...stored.keys()].sort()).toEqual(['picture b', 'state pictures']);
});
