import { expect, test } from 'vitest';
import { hearingsOf, textForBot } from './hearing';

const lunch = { id: 'lunch-bot', commands: [{ name: 'menu', description: 'Lunch' }], direct: false };
const other = { id: 'Other', commands: [{ name: 'menu', description: 'More' }], direct: false };
const kinds = (text: string, bots = [lunch, other]) =>
  hearingsOf(text, bots).map(({ botId, kind }) => `${botId} ${kind}`);

test('a command is for the bot that it names, otherwise for the first that has it', () => {
  expect(kinds('/menu')).toEqual(['lunch-bot command']);
  expect(kinds('/MENU tomorrow ')).toEqual(['lunch-bot command']);
  expect(kinds('/menu@other tomorrow')).toEqual(['Other command']);
  expect(kinds('/menu@nobody')).toEqual([]);
  for (const text of ['/other', 'see /menu', '/ menu', '//menu', '/menu/x', '/menü'])
    expect(kinds(text)).toEqual([]);
});

test('a mention is heard by the bot that it names, and every message by the bot of a direct conversation', () => {
  expect(kinds('is @lunch-bot there, @other?')).toEqual(['lunch-bot mention', 'Other mention']);
  expect(kinds('mail lunch@lunch-bot, `@lunch-bot`')).toEqual([]);
  expect(kinds('hello', [{ ...lunch, direct: true }])).toEqual(['lunch-bot direct']);
  expect(kinds('/menu', [{ ...lunch, direct: true }])).toEqual(['lunch-bot command']);
});

test('[B26] a bot reads no username', () => {
  expect(textForBot('@lunch-bot ask @ist1100002, (@Ana) and a@b.example', 'lunch-bot')).toBe(
    '@lunch-bot ask @someone, (@someone) and a@b.example',
  );
});
