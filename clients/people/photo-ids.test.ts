import { expect, test, vi } from 'vitest';
import type { Ask } from '@/clients/connection/request';
import { MAX_PHOTOS } from '@/protocol/photos';
import { createPhotoIds } from './photo-ids';

function world(photos: Record<string, string>) {
  const asked: string[][] = [];
  let time = 0;
  const ask = (async (_event: string, { users }: { users: string[] }) => {
    asked.push(users);
    if (photos.fails) throw new Error('offline');
    return { ok: true, photos: users.flatMap((id) => (photos[id] ? [{ id, photo: photos[id] }] : [])) };
  }) as unknown as Ask;
  const ids = createPhotoIds({ ask, now: () => time });
  const changed = vi.fn();
  ids.subscribe(changed);
  return {
    ids,
    asked,
    changed,
    photos,
    pass: (ms: number) => {
      time += ms;
    },
    settled: () => new Promise(setImmediate),
  };
}

test('[A41] people who are shown together are asked for together, once', async () => {
  const { ids, asked, changed, settled } = world({ ana: 'a1' });
  expect([ids.of('ana'), ids.of('rui'), ids.of('ana')]).toEqual([undefined, undefined, undefined]);
  await settled();
  expect([ids.of('ana'), ids.of('rui')]).toEqual(['a1', null]);
  await settled();
  expect(asked).toEqual([['ana', 'rui']]);
  expect(changed).toHaveBeenCalledTimes(1);
});

test('[A41] a changed photo is known after ten minutes, and the old one is shown until then', async () => {
  const { ids, changed, photos, pass, settled } = world({ ana: 'a1' });
  ids.of('ana');
  await settled();
  photos.ana = 'a2';
  pass(10 * 60_000);
  expect(ids.of('ana')).toBe('a1');
  await settled();
  expect(ids.of('ana')).toBe('a2');
  ids.refresh();
  expect(ids.of('ana')).toBe('a2');
  expect(changed).toHaveBeenCalledTimes(3);
});

test('more people than one request may name are asked for in several', async () => {
  const { ids, asked, settled } = world({});
  for (let n = 0; n <= MAX_PHOTOS; n++) ids.of(`user-${n}`);
  await settled();
  expect(asked.map(({ length }) => length)).toEqual([MAX_PHOTOS, 1]);
});

test('a failed request is repeated after a while', async () => {
  const { ids, asked, photos, pass, settled } = world({ fails: 'yes' });
  ids.of('ana');
  await settled();
  ids.of('ana');
  await settled();
  expect(asked).toHaveLength(1);
  Object.assign(photos, { fails: '', ana: 'a1' });
  pass(5_000);
  ids.of('ana');
  await settled();
  expect(ids.of('ana')).toBe('a1');
});

test('[A41] whoever had no photo to be seen is asked for again when they come near, and after a minute', async () => {
  const { ids, asked, changed, photos, pass, settled } = world({ ana: 'a1' });
  const shown = async () => {
    const photo = [ids.of('ana'), ids.of('rui')];
    await settled();
    return photo;
  };
  await shown();
  expect(await shown()).toEqual(['a1', null]);
  photos.rui = 'r1';
  ids.appeared(['ana', 'rui', 'eva']);
  expect(changed).toHaveBeenCalledTimes(2);
  await shown();
  expect(await shown()).toEqual(['a1', 'r1']);
  expect(asked).toEqual([['ana', 'rui'], ['rui']]);
  ids.of('eva');
  await settled();
  photos.eva = 'e1';
  pass(60_000);
  ids.of('eva');
  await settled();
  expect(ids.of('eva')).toBe('e1');
});
