import { expect, test } from 'vitest';
import { prepared } from './prepared';

test('names the parameters of a statement, in the order of its text', () => {
  const greet = prepared<{ people: { id: number; name?: string }[]; greeting: string }>(
    'greet',
    ({ column, value }) =>
      `SELECT ${value('greeting', 'text')}, * FROM unnest(${column('people', 'name', 'text')}, ${column('people', 'id', 'int')})`,
  );
  expect(greet({ people: [{ id: 1, name: 'Ana' }, { id: 2 }], greeting: 'hello' })).toEqual({
    name: 'greet',
    text: 'SELECT $1::text, * FROM unnest($2::text[], $3::int[])',
    values: ['hello', ['Ana', null], [1, 2]],
  });
});
