import { expect, test } from 'vitest';
import { parseUsernames } from './parse-usernames';

test('usernames are read from a list as people write it', () => {
  expect(parseUsernames('ist1100001, ist1100002;ist1100001\n<b> ..')).toEqual({
    usernames: ['ist1100001', 'ist1100002'],
    wrong: ['<b>', '..'],
  });
});
