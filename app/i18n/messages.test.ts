import { expect, test } from 'vitest';
import ar from '../messages/ar.json';
import en from '../messages/en.json';
import pt from '../messages/pt.json';
import { withFallback } from './with-fallback';

type Tree = { [key: string]: string | Tree };

const texts = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : texts(value, `${path}${key}.`),
  );

/** Returns the arguments of a text (`{name}`, `{n, plural, …}`) and its tags. */
const wants = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/(?<!(?:=\d+|one|two|few|many|other) )\{(\w+)[,}]|<(\w+)>/g)].map(
        (match) => match[1] ?? match[2],
      ),
    ),
  ].sort();

test('English and Portuguese have the same keys, none of them empty', () => {
  const keys = (tree: Tree) => texts(tree).map(([key]) => key);
  expect(keys(pt)).toEqual(keys(en));
  for (const [key, text] of [...texts(en), ...texts(pt)]) expect(text.trim(), key).not.toBe('');
});

test('both take the same arguments', () => {
  const portuguese = new Map(texts(pt));
  for (const [key, text] of texts(en)) expect(wants(portuguese.get(key) ?? ''), key).toEqual(wants(text));
});

test('Arabic has no text that English lacks, takes the same arguments, and has all its plural forms', () => {
  const english = new Map(texts(en));
  for (const [key, text] of texts(ar)) {
    expect(text.trim(), key).not.toBe('');
    expect(wants(text), key).toEqual(wants(english.get(key) ?? ''));
    for (const [plural = ''] of text.matchAll(/plural,(?:[^{}]|\{[^{}]*(?:\{\w+\}[^{}]*)*\})*/g))
      for (const form of ['one', 'two', 'few', 'many', 'other']) expect(plural, key).toContain(`${form} {`);
  }
});

test('a text that a language lacks is the English one', () => {
  expect(withFallback({ a: { b: 'ب' } }, { a: { b: ['b'], c: ['c'] }, d: { e: 'e' } })).toEqual({
    a: { b: 'ب', c: ['c'] },
    d: { e: 'e' },
  });
});
