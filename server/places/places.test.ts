import { expect, test } from 'vitest';
import type { Db } from '@/db/client';
import { createPlaces } from './places';

test('[L14] concurrent loads run one after another, and those that wait are one', async () => {
  let [reads, open] = [0, 0];
  const query = async (text: string) => {
    if (!text.includes('FROM buildings')) return { rows: [] };
    reads++;
    expect(++open).toBe(1);
    await Promise.resolve();
    open--;
    const [latitude, longitude, radius] = [38, -9, 30];
    const id = `read-${reads}`;
    return { rows: [{ id, name: id, campusId: null, latitude, longitude, radius, boundary: null }] };
  };
  const places = createPlaces({ pool: { query } } as unknown as Db);
  const first = places.load();
  // Begins after the call, so that it has what was stored before the call.
  await Promise.resolve();
  await Promise.all([first, places.load(), places.load()]);
  expect(reads).toBe(2);
  expect(places.buildings().map(({ id }) => id)).toEqual(['read-2']);
});
