import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folded, hasBeginning, wordsIn } from './text-matching';

test.each([
  ['O Pavilhão Central', 'o pavilhao central'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδός', 'οδοσ'],
  ['Łódź', 'lodz'],
  ['Søren', 'soren'],
  ['Đặng Đình', 'dang dinh'],
  ['Straße STRASSE ẞ', 'strasse strasse ss'],
  ['Þórður Æsir œuvre ħ', 'thordur aesir oeuvre h'],
  ['DİYARBAKIR ılık', 'diyarbakir ilik'],
  ['مُحَمَّد', 'محمد'],
  ['محـــمد', 'محمد'],
  ['שָׁלוֹם', 'שלום'],
  ['ｆｕｌｌ ① ™', 'full 1 tm'],
  ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zero width'],
  ['see https://foo.pt/x_y!', 'see https foo pt x y'],
  ['🎉 ´ \u0301 \u0903', ''],
])('[F1] %s is compared as %s', (text, words) => expect(folded(text)).toBe(words));

test('[F5] vowel signs of Indic scripts distinguish words', () => {
  expect(folded('यह दान है').split(' ')).toEqual(['यह', 'दान', 'है']);
  expect(folded('दिन')).not.toBe(folded('दान'));
  expect(folded('が')).not.toBe(folded('か'));
});

test('[F5] canonically equivalent texts fold alike, and folding is idempotent', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(text, (input) => {
      const words = folded(input);
      expect(folded(input.normalize('NFC'))).toBe(words);
      expect(folded(input.normalize('NFKD'))).toBe(words);
      expect(folded(words)).toBe(words);
      for (const { word, from, to } of wordsIn(input)) {
        expect(word).not.toMatch(/[\s']/);
        expect(from).toBeLessThan(to);
        expect(folded(input.slice(from, to))).toContain(word);
      }
    }),
    { numRuns: 100 },
  );
});

test('a very long word is compared by its beginning', () => {
  expect([...folded('𐐨'.repeat(4000))]).toHaveLength(255);
  expect(folded('x'.repeat(300))).toBe(folded('x'.repeat(301)));
});

test('a name matches prefixes of its words', () => {
  expect(hasBeginning('Torre Norte', 'nort')).toBe(true);
  expect(hasBeginning('Torre Norte', 'torre NORTE')).toBe(true);
  expect(hasBeginning('Torre Norte', 'orte')).toBe(false);
  expect(hasBeginning('Torre Norte', '!')).toBe(false);
});
