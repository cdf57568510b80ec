import { expect, test } from 'vitest';
import en from '../messages/en.json';
import pt from '../messages/pt.json';

type Tree = { [key: string]: string | Tree };

const texts = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : texts(value, `${path}${key}.`),
  );

/** Returns the arguments of a text (`{name}`, `{n, plural, …}`) and its tags. */
const wants = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/(?<!(?:=\d+|one|other) )\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2]),
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
