import { expect, test } from 'vitest';
import { createRandom } from './random';
import { type Fault, nameOf, schedule } from './schedule';

const first = (count: number, seed: number): Fault[] => {
  const faults = schedule(createRandom(seed));
  return Array.from({ length: count }, () => faults.next().value);
};

test('[D13] the seed determines the faults', () => {
  expect(first(30, 7)).toEqual(first(30, 7));
  expect(first(30, 7)).not.toEqual(first(30, 8));
});

test('[D13] every fault comes once before any is repeated', () => {
  const names = first(20, 7).map(nameOf);
  expect(new Set(names).size).toBe(20);
  for (const label of ['kill -9 of', 'SIGSTOP of'])
    expect(names.filter((name) => name.startsWith(label))).toHaveLength(4);
  for (const label of ['delay', 'reset', 'slice'])
    expect(names.filter((name) => name.startsWith(label))).toHaveLength(3);
  for (const label of ['all sockets dropped at once', 'broker data wiped', 'rolling restart'])
    expect(names).toContain(label);
});
