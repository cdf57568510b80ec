import { expect, test } from 'vitest';
import { locationChange } from './location-change';
import { WHILE_CONNECTED } from './sharing-period';
import type { StoredLocation } from './store';

test('[L14] a position that was reported in a building which is removed meanwhile is in no building', () => {
  const buildings = new Map([['b', { id: 'b', radius: 20 }]]);
  const app: unknown = {
    config: { limits: null, presence: { expiryMs: 1_000 } },
    places: { get: (id: string) => buildings.get(id) },
  };
  const before = { sharingPeriod: WHILE_CONNECTED } as StoredLocation;
  const change = () =>
    locationChange(app as never, before, { cell: 'a cell', buildingId: 'b' } as never, 'a device');
  expect(change()).toMatchObject({ cell: 'a cell', buildingId: 'b' });
  buildings.clear();
  expect(change()).toMatchObject({ cell: 'a cell', buildingId: null });
});
