import { expect, test } from 'vitest';
import { completeMention, matchPeople, mentionStartAt } from './mention-completion';

const people = [
  { id: 'ist1', name: 'João Silva' },
  { id: 'ist2', name: 'Ana Jorge' },
];

test('a mention begins at an @ that begins a word, and ends at the caret', () => {
  expect(mentionStartAt('hi @jo', 6)).toEqual({ from: 3, typed: 'jo' });
  expect(mentionStartAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(mentionStartAt('hi @jo there', 12)).toBeNull();
  expect(mentionStartAt('mail@example', 12)).toBeNull();
});

test('people are found by username and by any word of their name, without accents', () => {
  expect(matchPeople(people, 'joa').map(({ id }) => id)).toEqual(['ist1']);
  expect(matchPeople(people, 'jo').map(({ id }) => id)).toEqual(['ist1', 'ist2']);
  expect(matchPeople(people, 'IST2').map(({ id }) => id)).toEqual(['ist2']);
});

test('a completed mention is the username, and one space', () => {
  const started = { from: 3, typed: 'jo' };
  expect(completeMention('hi @jo', 6, started, { id: 'ist1', name: '' })).toEqual({
    text: 'hi @ist1 ',
    caret: 9,
  });
  expect(completeMention('hi @jo there', 6, started, { id: 'ist1', name: '' }).text).toBe('hi @ist1 there');
});
