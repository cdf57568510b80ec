import { expect, test } from 'vitest';
import { printable, printableJson } from './printable';

const NASTY = 'a\u001b[31mb\u0007c\u009b2Jd\u202ee\u0000f\r\n';

test('no character that controls a terminal is printed', () => {
  expect(printable(NASTY)).not.toMatch(/[\p{C}]/u);
  expect(printable('Pavilhão de Civil 🏛 東')).toBe('Pavilhão de Civil 🏛 東');
});

test('a line of JSON is one line without control characters, and has the same value', () => {
  const value = { NASTY, face: '🏛' };
  expect(printableJson(value)).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(JSON.parse(printableJson(value))).toEqual(value);
});
