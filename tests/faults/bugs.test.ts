import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BUGS } from './bugs';
import { RULES } from './checker/finding';
import { bugNamed, PAIRS } from './short-run';

const root = new URL('../..', import.meta.url).pathname;

test.each(BUGS.map((bug) => [bug.name, bug] as const))(
  '[D13] %s: can be planted in the source as it is',
  (_, bug) => {
    for (const { file, from } of [...bug.edits, ...(bug.without ?? [])])
      expect([file, readFileSync(`${root}${file}`, 'utf8').split(from).length - 1]).toEqual([file, 1]);
  },
);

test('[D13] for every rule there is a bug that breaks it', () => {
  const broken = new Set(BUGS.flatMap(({ breaks }) => breaks));
  expect(RULES.filter((rule) => !broken.has(rule))).toEqual([]);
});

test.each(PAIRS)('[D13] %s, and %s: can be distinguished when both are planted', (...names) => {
  const [bug, other] = names.map(bugNamed);
  expect(bug?.breaks.filter((rule) => other?.breaks.includes(rule))).toEqual([]);
});
