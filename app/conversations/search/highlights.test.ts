import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch } from '@/protocol/search';
import { highlightTerms } from './highlights';

/** Returns the excerpt with its matches in brackets. */
const shown = (text: string, query: string) =>
  highlightTerms(text, parseSearch(query).terms)
    .map(({ text, found }) => (found ? `[${text}]` : text))
    .join('');

test('an excerpt marks words in any case and with any accents, the last term by its prefix', () => {
  expect(shown('O Pavilhão Central', 'pavilhao')).toBe('O [Pavilhão] Central');
  expect(shown('O Pavilhão Central', 'CENTRAL pav')).toBe('O [Pavilhão] [Central]');
  expect(shown('exam examine', 'exam x')).toBe('[exam] examine');
  expect(shown('a apple', 'a')).toBe('[a] apple');
  expect(shown('see foo.pt/x', 'foo.pt')).toBe('see [foo.pt]/x');
  expect(shown('good old times', 'times -old from:me')).toBe('good old [times]');
});

test('an excerpt marks a phrase, and not its single words', () => {
  expect(shown('5 in room 5, room 6', '"room 5"')).toBe('5 in [room 5], room 6');
});

test('an excerpt of a long text is around the match, in whole words', () => {
  const long = `${'before '.repeat(40)}needle ${'after '.repeat(60)}`.trim();
  const text = shown(long, 'needle');
  expect(text).toMatch(/^…before (before )+\[needle\] (after )+…$/);
  expect(text.length).toBeLessThan(200);
  expect(shown(long, 'from:me')).toMatch(/^before .*…$/);
});

test('an excerpt of any text is a part of it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'grapheme' }),
      (text, query) => {
        const pieces = highlightTerms(text, parseSearch(query).terms);
        expect(text).toContain(
          pieces
            .filter(({ at }) => at >= 0 && at < text.length)
            .map((p) => p.text)
            .join(''),
        );
        expect(new Set(pieces.map(({ at }) => at)).size).toBe(pieces.length);
      },
    ),
  );
});

test('[F5] an excerpt marks the words that the server matched, in any script', () => {
  expect(shown('यह दान है', 'दान')).toBe('यह [दान] है');
  expect(shown('यह दान है', 'दिन')).toBe('यह दान है');
  expect(shown('na Straße de Łódź', 'strasse lod')).toBe('na [Straße] de [Łódź]');
  expect(shown('ΟΔΟΣ مُحَمَّد', 'οδός محمد')).toBe('[ΟΔΟΣ] [مُحَمَّد]');
});
