import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchText, timeZone } from './fields';
import { parseSearch } from './search';

const term = (text: string, more = {}) => ({ text, prefix: false, not: false, or: false, ...more });

describe('[F2] a search', () => {
  test('consists of words, the last of which may be a prefix', () => {
    expect(parseSearch('  exam   room').terms).toEqual([term('exam'), term('room', { prefix: true })]);
    expect(parseSearch('-exam').terms).toEqual([term('exam', { not: true })]);
    expect(parseSearch('exam -old').terms).toEqual([term('exam'), term('old', { not: true })]);
    expect(parseSearch('exam OR test').terms).toEqual([
      term('exam'),
      term('test', { or: true, prefix: true }),
    ]);
    expect(parseSearch('OR or - " " 🎉').terms).toEqual([term('or', { prefix: true })]);
  });

  test('has phrases in any quotes, and after an unclosed quote', () => {
    expect(parseSearch('"room 5" now').terms).toEqual([term('room 5'), term('now', { prefix: true })]);
    expect(parseSearch('now “room 5”').terms).toEqual([term('now'), term('room 5')]);
    expect(parseSearch('now "room 5').terms).toEqual([term('now'), term('room 5', { prefix: true })]);
    expect(parseSearch('-"room 5"').terms).toEqual([term('room 5', { not: true })]);
  });

  test('has filters, in English and Portuguese, and any number of each', () => {
    expect(
      parseSearch(
        'x from:ist1 de:@ist2 in:"Reading group" building:tagus edifício:x before:2026-01-01 depois:2025-01-01',
      ),
    ).toEqual({
      terms: [term('x', { prefix: true })],
      from: ['ist1', '@ist2'],
      in: ['Reading group'],
      building: ['tagus', 'x'],
      before: ['2026-01-01'],
      after: ['2025-01-01'],
    });
    expect(parseSearch('FROM:ana in: in:"').from).toEqual(['ana']);
    expect(parseSearch('FROM:ana in: in:"').in).toEqual([]);
    expect(parseSearch('in:x '.repeat(40)).in).toHaveLength(10);
  });

  test('treats an invalid filter as words', () => {
    expect(parseSearch('http://x.pt/a 12:30 note:"a b"').terms.map(({ text }) => text)).toEqual([
      'http://x.pt/a',
      '12:30',
      'note:"a b"',
    ]);
  });

  test('parses any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { terms } = parseSearch(text);
        expect(terms.slice(0, -1).some(({ prefix }) => prefix)).toBe(false);
      }),
    );
  });
});

test('[S1] a search is one line of at most 200 characters, and its time zone exists', () => {
  const takes = (text: unknown) => searchText.safeParse(text).success;
  expect(['a', 'x'.repeat(200), '🎉'].map(takes)).toEqual([true, true, true]);
  expect(['', '  ', 'x'.repeat(201), 'a\nb', 'a\0b', '\ud800', 7].map(takes)).toEqual(Array(7).fill(false));
  const zones = ['Europe/Lisbon', 'UTC', 'Europe/Nowhere', '', '../x'];
  expect(zones.map((zone) => timeZone.safeParse(zone).success)).toEqual([true, true, false, false, false]);
});
