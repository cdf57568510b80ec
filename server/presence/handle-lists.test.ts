import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HandleLists } from './handle-lists';
import { HandleMap } from './handle-map';

it('keeps each handle in one list at most', () => {
  const step = fc.record({ handle: fc.nat(200), list: fc.option(fc.nat(5), { nil: null }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const lists = new HandleLists();
      const expected = new Map<number, number>();
      for (const { handle, list } of steps) {
        if (list === null) expect(lists.remove(handle)).toBe(expected.delete(handle));
        else {
          lists.put(handle, list);
          expected.set(handle, list);
        }
      }
      for (let list = 0; list <= 5; list++) {
        const members = [...expected].filter(([, of]) => of === list).map(([handle]) => handle);
        expect([...lists.of(list)].sort()).toEqual(members.sort());
      }
      for (let handle = 0; handle <= 200; handle++) {
        expect(lists.listOf(handle)).toBe(expected.get(handle) ?? -1);
      }
    }),
  );
});

it('maps handles to values until it is cleared', () => {
  const map = new HandleMap<string | null>();
  map.add(3, 'three');
  map.add(300, null);
  expect([map.get(3), map.get(300), map.get(4), map.get(4_000)]).toEqual([
    'three',
    null,
    undefined,
    undefined,
  ]);
  map.clear();
  expect([map.get(3), map.get(300)]).toEqual([undefined, undefined]);
  map.add(4, 'four');
  expect([map.get(3), map.get(4)]).toEqual([undefined, 'four']);
});
