import { expect, test } from 'vitest';
import { complete, matching, startedAt } from './mentioning';

const people = [
  { id: 'ist1', name: 'João Silva' },
  { id: 'ist2', name: 'Ana Jorge' },
];

test('a mention begins at an @ that begins a word, and ends at the caret', () => {
  expect(startedAt('hi @jo', 6)).toEqual({ from: 3, typed: 'jo' });
  expect(startedAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(startedAt('hi @jo there', 12)).toBeNull();
  expect(startedAt('mail@example', 12)).toBeNull();
});

test('people are found by username and by any word of their name, without accents', () => {
  expect(matching(people, 'joa').map(({ id }) => id)).toEqual(['ist1']);
  expect(matching(people, 'jo').map(({ id }) => id)).toEqual(['ist1', 'ist2']);
  expect(matching(people, 'IST2').map(({ id }) => id)).toEqual(['ist2']);
});

test('a completed mention is the username, and one blank', () => {
  const started = { from: 3, typed: 'jo' };
  expect(complete('hi @jo', 6, started, { id: 'ist1', name: '' })).toEqual({ text: 'hi @ist1 ', caret: 9 });
  expect(complete('hi @jo there', 6, started, { id: 'ist1', name: '' }).text).toBe('hi @ist1 there');
});
