import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HARD_TEXTS, HOSTILE_TEXTS } from '@/tests/support/hard-texts';
import { cleanLine, cleanLines } from './clean';
import { cut, fill, widthOf, wrap } from './width';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.constantFrom(...HARD_TEXTS), { maxLength: 5 }).map((parts) => parts.join(' ')),
);

test('200 texts that would control a terminal lose everything that does', () => {
  expect(HOSTILE_TEXTS).toHaveLength(200);
  for (const hostile of HOSTILE_TEXTS)
    for (const line of [cleanLine(hostile), ...cleanLines(hostile)])
      expect(line).not.toMatch(
        /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]/u,
      );
});

test('texts keep what they need: emoji, joined letters, several lines; a tab becomes blanks', () => {
  expect(cleanLines('👨‍👩‍👧 می‌خواهم\r\nSão\tJoão')).toEqual(['👨‍👩‍👧 می‌خواهم', 'São    João']);
});

test.each([
  ['hello', 5],
  ['東京', 4],
  ['한국', 4],
  ['e\u0301', 1],
  ['👍', 2],
  ['🇵🇹', 2],
  ['❤️', 2],
  ['هلا', 3],
  ['שָׁ', 1],
  ['น้ำ', 2],
])('%s is %i cells', (value, width) => expect(widthOf(value)).toBe(width));

test('no line is wider than the window, and nothing is lost but blanks at the ends of lines', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (value, width) => {
      const line = cleanLine(value);
      const lines = wrap(line, width);
      const widest = Math.max(...lines.map((each) => ([...each].length > 1 ? widthOf(each) : 0)));
      // A joined emoji can be wider than the window.
      if (width >= 16) expect(widest).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
    }),
  );
});

test('a cut text fits, and a filled one is exactly as wide', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 40 }), (value, width) => {
      const line = cleanLine(value);
      expect(widthOf(cut(line, width))).toBeLessThanOrEqual(width);
      expect(widthOf(fill(line, width))).toBe(width);
    }),
  );
});
