import { expect, test } from 'vitest';
import { keepStill } from './steady';

const people = (...ids: string[]) => ids.map((id) => ({ id }));
const shown = (...ids: string[]) =>
  ids.map((id) => ({ person: { id: id.replace('-', '') }, gone: id.startsWith('-') }));

test('[U4] while a list is held nobody in it moves: who leaves stays dimmed, who comes is at the end', () => {
  expect(keepStill(shown('a', 'c', 'd'), people('a', 'b', 'd'))).toEqual(shown('a', '-c', 'd', 'b'));
  expect(keepStill(shown('a', '-c', 'd', 'b'), people('a', 'b', 'c', 'd'))).toEqual(
    shown('a', 'c', 'd', 'b'),
  );
  expect(keepStill(shown('a'), [])).toEqual(shown('-a'));
  expect(keepStill([], people('a'))).toEqual(shown('a'));
});

test('[U4] what is known of somebody who stays is as it is now', () => {
  const before = [{ person: { id: 'a', band: 'near' }, gone: false }];
  expect(keepStill(before, [{ id: 'a', band: 'here' }])).toEqual([
    { person: { id: 'a', band: 'here' }, gone: false },
  ]);
});
