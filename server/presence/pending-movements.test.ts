import { expect, it } from 'vitest';
import { PendingMovements } from './pending-movements';

it('keeps each pair once, with the last sight, until it is drained', () => {
  const pending = new PendingMovements();
  const drain = () => {
    const pairs: number[][] = [];
    let subject = -1;
    pending.drain(
      (handle) => {
        subject = handle;
      },
      (observer, sight) => pairs.push([subject, observer, sight]),
    );
    return pairs.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  };
  pending.begin(100);
  pending.add(1, 3);
  pending.add(200, 2);
  pending.begin(7);
  pending.add(1, 1);
  pending.begin(100);
  pending.add(200, 0);
  pending.add(3, 2);
  pending.add(3, 1);
  expect(drain()).toEqual([
    [7, 1, 1],
    [100, 1, 3],
    [100, 3, 1],
    [100, 200, 0],
  ]);
  expect(drain()).toEqual([]);
  pending.begin(100);
  pending.add(1, 2);
  expect(drain()).toEqual([[100, 1, 2]]);
});
