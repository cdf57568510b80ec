import { expect, test } from 'vitest';
import { emojiIn, findEmoji } from './find-emoji';

const all = (locale: string) => emojiIn(locale).flatMap(({ emoji }) => emoji);
const found = (typed: string) => findEmoji(all('en'), typed).map(({ emoji }) => emoji);

test('each emoji is listed once, with a name in both languages', () => {
  const emoji = all('en').map((each) => each.emoji);
  expect(new Set(emoji).size).toBe(emoji.length);
  for (const locale of ['en', 'pt'])
    for (const each of all(locale)) {
      expect(each.emoji).toMatch(/^\p{RGI_Emoji}$/v);
      expect(each.name).not.toBe('');
    }
});

test('emoji are found by words of either language, without accents, the beginnings first', () => {
  expect(found('coffee')).toEqual(['☕']);
  expect(found('cafe')).toEqual(['☕']);
  expect(found('HEART')).toContain('❤️');
  expect(found('art')[0]).toBe('🎨');
  expect(found('xyzzy')).toEqual([]);
});

test('the name is in the language of the page', () => {
  expect(all('pt').find(({ emoji }) => emoji === '🎓')?.name).toBe('licenciatura');
  expect(all('en').find(({ emoji }) => emoji === '🤞')?.name).toBe('fingers crossed');
});
