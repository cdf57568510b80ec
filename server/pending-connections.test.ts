import { expect, test } from 'vitest';
import { createPendingConnections } from './pending-connections';

function world(max: number, maxPerKey: number) {
  const ended: string[] = [];
  return {
    ended,
    ...createPendingConnections<string>({ max, maxPerKey, end: (name) => void ended.push(name) }),
  };
}

test('[S18] past the limit of one key only its oldest connection ends', () => {
  const { keep, ended } = world(100, 2);
  keep('other', 'b');
  for (const name of ['1', '2', '3', '4']) keep(name, 'a');
  expect(ended).toEqual(['1', '2']);
});

test('[S18] past the total limit the oldest connection of the key with the most connections ends', () => {
  const { keep, ended } = world(4, 100);
  keep('early', 'b');
  for (const name of ['1', '2', '3', '4', '5']) keep(name, 'a');
  keep('late', 'c');
  expect(ended).toEqual(['1', '2', '3']);
});

test('[S18] an authenticated or closed connection no longer counts; a moved connection counts under its new key', () => {
  const { keep, release, ended } = world(100, 2);
  for (const name of ['1', '2']) keep(name, 'a');
  release('1');
  release('1');
  release('nobody');
  keep('2', 'user');
  keep('3', 'a');
  keep('4', 'a');
  expect(ended).toEqual([]);
  keep('5', 'user');
  keep('6', 'user');
  expect(ended).toEqual(['2']);
});
