import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readReport, slowest, table } from './report.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'quad-report-'));
afterAll(() => rmSync(directory, { recursive: true }));

function report(content: unknown): string {
  const file = path.join(directory, 'report.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };
const playwright = { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 1 }, errors: [], suites: [] };
const none: { name: string; message: string }[] = [];

it('reads the counts of the runners', () => {
  expect(readReport('vitest', report(vitest), 0)).toEqual({
    passed: 5,
    failed: 0,
    skipped: 1,
    failures: none,
    files: [],
    tests: [],
  });
  expect(readReport('playwright', report(playwright), 0)).toEqual({
    passed: 4,
    failed: 0,
    skipped: 1,
    failures: none,
    files: [],
    tests: [],
  });
});

it('trusts the report of a run under faults, unless the run itself failed', () => {
  const faults = { passed: 13, failed: 0, skipped: 0, failures: none };
  expect(readReport('faults', report(faults), 0)).toMatchObject(faults);
  expect(readReport('faults', report(faults), 1)).toMatchObject({ failed: 1 });
});

it('counts a file that could not be loaded, and a test that passed only the second time, as failed', () => {
  const broken = { ...vitest, testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }] };
  expect(readReport('vitest', report(broken), 1)).toMatchObject({ passed: 5, failed: 1 });
  const flaky = { ...playwright, stats: { ...playwright.stats, flaky: 1 } };
  expect(readReport('playwright', report(flaky), 0)).toMatchObject({ passed: 4, failed: 1 });
});

it('counts a suite that crashed, wrote no report or ran nothing as one failure', () => {
  expect(readReport('vitest', report(vitest), 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(readReport('vitest', report('{"numPassed'), 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(readReport('vitest', path.join(directory, 'none.json'), null)).toMatchObject({ failed: 1 });
  expect(readReport('vitest', report({ ...vitest, numPassedTests: 0 }), 0)).toMatchObject({ failed: 1 });
});

it('repeats the failures and their messages before the sum', () => {
  const failed = {
    status: 'failed',
    fullName: 'a kept promise',
    failureMessages: ['\u001b[31mexpected 1\u001b[0m'],
  };
  const ofVitest = readReport(
    'vitest',
    report({
      ...vitest,
      numFailedTests: 1,
      testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [failed] }],
    }),
    1,
  );
  const spec = {
    title: 'two people meet',
    tests: [{ results: [{ duration: 1, errors: [{ message: 'nobody came' }] }] }],
  };
  const passed = { title: 'another', tests: [{ results: [{ duration: 1, errors: [] }] }] };
  const suites = [{ title: 'a.spec.ts', specs: [passed], suites: [{ title: 'inner', specs: [spec] }] }];
  const ofPlaywright = readReport(
    'playwright',
    report({ ...playwright, stats: { ...playwright.stats, unexpected: 1 }, suites }),
    1,
  );
  const text = table([
    { suite: 'unit', seconds: 1, ...ofVitest },
    { suite: 'e2e', seconds: 1, ...ofPlaywright },
  ]);
  expect(text).toContain('✗ unit: a kept promise\n    expected 1\n');
  expect(text).toContain('✗ e2e: inner › two people meet\n    nobody came\n');
  expect(text).not.toContain('another');
});

it('lists the slowest files and tests, slowest first, with the hooks of a file', () => {
  const unit = readReport(
    'vitest',
    report({
      ...vitest,
      testResults: [
        {
          name: path.join(import.meta.dirname, 'slow.test.ts'),
          startTime: 1_000,
          endTime: 6_000,
          assertionResults: [
            { status: 'passed', fullName: 'quick', duration: 20 },
            { status: 'passed', fullName: 'slow', duration: 1_500 },
            { status: 'skipped', fullName: 'left out' },
          ],
        },
      ],
    }),
    0,
  );
  const spec = { title: 'two people meet', tests: [{ results: [{ duration: 3_000, errors: [] }] }] };
  const suites = [{ title: 'a.spec.ts', specs: [spec], suites: [{ title: 'inner', specs: [spec] }] }];
  const e2e = readReport('playwright', report({ ...playwright, suites }), 0);
  const text = slowest([
    { suite: 'unit', ...unit },
    { suite: 'faults', tests: [], files: [] },
    { suite: 'e2e', ...e2e },
  ]);
  expect(text.split('\n').map((line: string) => line.trim())).toEqual([
    ...['slowest files of unit', '5.0 s  bin/slow.test.ts'],
    ...['slowest tests of unit', '1.5 s  slow', '0.0 s  quick', '0.0 s  left out', ''],
    ...['slowest files of e2e', '6.0 s  a.spec.ts'],
    ...['slowest tests of e2e', '3.0 s  a.spec.ts › two people meet', '3.0 s  inner › two people meet', ''],
  ]);
});

it('ends with the sum of all suites', () => {
  const row = { suite: 'unit', passed: 5, failed: 0, skipped: 1, seconds: 2, failures: none };
  const text = table([row, { ...row, suite: 'e2e', failed: 2 }]);
  expect(text.split('\n').at(-1)).toBe('10 passed, 2 failed');
});
