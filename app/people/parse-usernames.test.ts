import { expect, test } from 'vitest';
import { parseUsernames } from './parse-usernames';

test('usernames are parsed from a list with any separators', () => {
  expect(parseUsernames('ist1100001, ist1100002;ist1100001\n<b> ..')).toEqual({
    usernames: ['ist1100001', 'ist1100002'],
    wrong: ['<b>', '..'],
  });
});
