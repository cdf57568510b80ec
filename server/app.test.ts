import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A cast to the application or to a context of a folder, with which parts would be undefined without an error. */
const CAST = /\bas\s+(?:unknown\s+as\s+)?(?:App|\w*Context)\b/;

test('no test casts an incomplete object to the application: createTestApp creates a whole one', () => {
  const files = ['server', 'tests'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const tests = files.filter((file) => /\.test\.ts$|^tests\/(?!.*node_modules).*\.ts$/.test(file));
  expect(tests.length).toBeGreaterThan(100);
  expect(tests.filter((file) => CAST.test(readFileSync(file, 'utf8')))).toEqual([]);
});
