import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const FOLDERS = [
  'server',
  'db',
  'protocol',
  'texts',
  'clients',
  'app',
  'bin',
  'deploy',
  'tests/faults',
  'tests/bench',
  'tests/attack',
];
const unit = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);
/** A module that one file replaces would stay replaced, or not be replaced at all, for the other files. */
const replacing = unit.filter((file) =>
  /\bvi\.(mock|doMock)\(/.test(readFileSync(path.join(import.meta.dirname, file), 'utf8')),
);

/** Integration tests that take longest, longest first: one of them at the end would run alone. */
const SLOWEST = ['outages', 'operations', 'access', 'fuzz', 'presence', 'herd'].map((name) =>
  path.join(import.meta.dirname, `tests/integration/${name}.test.ts`),
);

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      SLOWEST.includes(moduleId) ? SLOWEST.indexOf(moduleId) : SLOWEST.length;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Three suites, fastest first; `npm test` adds the faults and the end-to-end one (playwright.config.ts). */
export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    setupFiles: ['tests/support/property-seed.ts'],
    experimental: { fsModuleCache: true },
    sequence: { sequencer: SlowestFirst },
    // Waiting ends with what is waited for; only a failure takes as long as this.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        // Long enough for properties on a machine that does other work, too.
        test: {
          name: 'unit',
          include: FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          exclude: replacing,
          testTimeout: 30_000,
          // To load every module anew for every file takes more time than the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        // The suite `unit` is both; `npm run check` and `npm test` run both.
        test: { name: 'unit-isolated', include: replacing, testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          // RabbitMQ alone may take most of a minute to start on two cores that are busy.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // They wait for servers more than they compute; by default two cores are one worker.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // A file computes, and then waits for nodes and clocks: one more at a time than there usually are cores.
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: 'tests/support/suite-servers.ts',
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 3,
          isolate: false,
        },
      },
      {
        extends: true,
        // By `npm run test:documents` only: it needs the packages of tests/documents.
        test: { name: 'documents', include: ['tests/documents/*.test.mjs'], testTimeout: 300_000 },
      },
    ],
  },
});
