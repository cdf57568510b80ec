import { expect, test } from 'vitest';
import { nameOf } from './names';

test('a name that nobody has said is the id, whatever every object has', () => {
  expect(nameOf({ a: 'Ana' }, 'a')).toBe('Ana');
  expect(nameOf({}, 'constructor')).toBe('constructor');
});
