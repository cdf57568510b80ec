import { expect, test } from 'vitest';
import { nameOf } from './names';

test('an unknown name is the id, also for property names of objects', () => {
  expect(nameOf({ a: 'Ana' }, 'a')).toBe('Ana');
  expect(nameOf({}, 'constructor')).toBe('constructor');
});
