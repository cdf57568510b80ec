import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor';

const position = z.strictObject({ title: z.string(), at: z.object({ id: z.string() }).optional() });

test('a cursor is read as it was written', () => {
  expect(decodeCursor(position, encodeCursor({ title: 'é' }))).toEqual({ title: 'é' });
  expect(decodeCursor(position, undefined)).toBeUndefined();
});

test.each([{ title: 'a\0' }, { title: 'a', at: { id: '\0' } }, { other: 'a' }])(
  'a cursor of %j is refused',
  (forged) => {
    expect(() => decodeCursor(position, encodeCursor(forged))).toThrow('cursor: must be');
  },
);
