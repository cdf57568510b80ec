import { expect, test } from 'vitest';
import { readPlacesFile } from './read-places-file';

const space = { id: 2448131361042, name: 'Civil', latitude: '38.7374', longitude: -9.1401, range: 40 };
const alameda = { id: 'alameda', name: 'Alameda', latitude: 38.737, longitude: -9.139 };
const known = { campuses: [alameda], buildings: [] };

test('[L15] the buildings.json of the original is read: circles, on the nearest known campus', () => {
  const far = { ...space, id: 'far', latitude: 41, longitude: -8, floor: 2 };
  const read = readPlacesFile({ containedSpaces: [space, far] }, known);
  expect(read).toMatchObject({
    campuses: [],
    buildings: [
      {
        id: '2448131361042',
        name: 'Civil',
        latitude: 38.7374,
        radius: 40,
        polygon: null,
        campusId: 'alameda',
      },
      { id: 'far', campusId: null },
    ],
    renamed: [],
  });
  expect([...read.ignored]).toEqual([['floor', 1]]);
});

test('[L15] of two buildings with one id, the second gets a free id', () => {
  const names = ['Mecânica III', 'INESC', 'Third'];
  const spaces = names.map((name) => ({ ...space, id: 'm', name }));
  const { buildings, renamed } = readPlacesFile(
    { containedSpaces: [...spaces, { ...space, id: 'm-2' }] },
    known,
  );
  expect(buildings.map(({ id }) => id)).toEqual(['m', 'm-3', 'm-4', 'm-2']);
  expect(renamed).toEqual([
    { name: 'INESC', id: 'm-3', taken: 'm' },
    { name: 'Third', id: 'm-4', taken: 'm' },
  ]);
});

test('[L15] a fault is named by its place', () => {
  expect(() => readPlacesFile({ containedSpaces: [space, { ...space, range: 0 }] }, known)).toThrow(
    /containedSpaces\.1\.range/,
  );
});
