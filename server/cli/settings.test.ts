import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test('the table of docs/operations.md lists exactly the settings', () => {
  const settings = [...read('server/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
  const rows = [...read('docs/operations.md').matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(settings.length).toBeGreaterThan(20);
  expect(rows.sort()).toEqual(settings.sort());
});

test('every rule of docs/SPEC.md has its own id', () => {
  const ids = [...read('docs/SPEC.md').matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(50);
  expect(new Set(ids).size).toBe(ids.length);
});
