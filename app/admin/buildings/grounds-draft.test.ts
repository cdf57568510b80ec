import { expect, test } from 'vitest';
import type { Ground } from '@/protocol/places';
import { draftOfGround, emptyGround, groundAt, groundOf } from './grounds-draft';

const lawn: Ground = {
  kind: 'lawn',
  shape: {
    type: 'Polygon',
    coordinates: [
      [
        [-9.14, 38.73],
        [-9.138, 38.73],
        [-9.138, 38.732],
        [-9.14, 38.73],
      ],
    ],
  },
};
const path: Ground = {
  kind: 'path',
  shape: {
    type: 'LineString',
    coordinates: [
      [-9.14, 38.731],
      [-9.137, 38.731],
    ],
  },
  width: 3,
};
const tree: Ground = { kind: 'tree', shape: { type: 'Point', coordinates: [-9.1385, 38.731] } };

test.each([lawn, path, tree])('a $kind that is drawn and not changed is as before', (ground) => {
  const width = 'width' in ground ? ground.width : undefined;
  expect(groundOf(ground.kind, draftOfGround(ground), width)).toEqual(ground);
  expect(groundOf(ground.kind, emptyGround(ground.kind), width)).toBeNull();
});

test('a press means what is drawn uppermost there', () => {
  const grounds = [tree, path, lawn];
  const at = (latitude: number, longitude: number) => groundAt(grounds, { latitude, longitude });
  expect(at(38.731, -9.1385)).toBe(0);
  expect(at(38.73105, -9.1375)).toBe(1);
  expect(at(38.7302, -9.1385)).toBe(2);
  expect(at(38.74, -9.1385)).toBe(-1);
  expect(
    groundAt(
      [
        {
          ...path,
          shape: {
            type: 'LineString',
            coordinates: [
              [-9, 38],
              [-9, 38],
            ],
          },
        },
      ],
      { latitude: 38, longitude: -9 },
    ),
  ).toBe(0);
});
