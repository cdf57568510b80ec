import { expect, test } from 'vitest';
import { keepOrder } from './keep-order';

const people = (...ids: string[]) => ids.map((id) => ({ id }));
const shown = (...ids: string[]) =>
  ids.map((id) => ({ person: { id: id.replace('-', '') }, left: id.startsWith('-') }));

test('[U4] while a list is held nobody moves: people who leave stay dimmed, new people are at the end', () => {
  expect(keepOrder(shown('a', 'c', 'd'), people('a', 'b', 'd'))).toEqual(shown('a', '-c', 'd', 'b'));
  expect(keepOrder(shown('a', '-c', 'd', 'b'), people('a', 'b', 'c', 'd'))).toEqual(
    shown('a', 'c', 'd', 'b'),
  );
  expect(keepOrder(shown('a'), [])).toEqual(shown('-a'));
  expect(keepOrder([], people('a'))).toEqual(shown('a'));
});

test('[U4] the data of people who stay is current', () => {
  const before = [{ person: { id: 'a', band: 'near' }, left: false }];
  expect(keepOrder(before, [{ id: 'a', band: 'here' }])).toEqual([
    { person: { id: 'a', band: 'here' }, left: false },
  ]);
});
