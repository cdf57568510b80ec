import { expect, test } from 'vitest';
import { commandStartAt, matchCommands } from './command-completion';

const bot = (id: string, ...names: string[]) => ({
  id,
  name: null,
  running: true,
  commands: names.map((name) => ({ name, description: `does ${name}` })),
});

test('a command is typed at the beginning of the text', () => {
  expect(commandStartAt('/', 1)).toBe('');
  expect(commandStartAt('/Me', 3)).toBe('me');
  expect(commandStartAt('/menu tomorrow', 14)).toBeNull();
  expect(commandStartAt('see /me', 7)).toBeNull();
});

test('commands are suggested by their beginning, with the bot where an earlier one has the same', () => {
  const bots = [bot('lunch', 'menu', 'soup'), bot('other', 'menu')];
  expect(matchCommands(bots, 'm').map(({ text }) => text)).toEqual(['/menu', '/menu@other']);
  expect(matchCommands(bots, '').map(({ text }) => text)).toEqual(['/menu', '/menu@other', '/soup']);
  expect(matchCommands(bots, 'x')).toEqual([]);
});
