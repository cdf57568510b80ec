// Reads the reports of the test runners. A suite with a non-zero exit code never counts as passed, whatever its report
// says.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './sources.mjs';

const SLOWEST_TESTS = 10;
const SLOWEST_FILES = 5;

/**
 * Returns the counts of a suite: passed, failed, skipped; its `failures`, each with a name and a message; and its
 * `files` and `tests`, each with a name and `ms`, as far as the runner reports durations. `report` is the path of the
 * runner's JSON, `code` its exit code.
 */
export function readReport(kind, report, code) {
  const nothing = { passed: 0, failed: 0, skipped: 0, failures: [], files: [], tests: [] };
  const read = { ...nothing, ...parse(kind, report) };
  if (read.failed === 0 && (code !== 0 || read.passed === 0)) read.failed = 1;
  return read;
}

function parse(kind, report) {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    if (kind === 'faults') return json; // our own report, already in this form
    return kind === 'vitest' ? ofVitest(json) : ofPlaywright(json);
  } catch {
    return undefined; // no report, or an incomplete one: the runner crashed, and its own output says why
  }
}

function ofVitest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  // A file that failed to load has no tests that could fail.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
    failures: [
      ...brokenFiles.map(({ name, message }) => ({ name, message })),
      ...testResults
        .flatMap((file) => file.assertionResults)
        .filter((test) => test.status === 'failed')
        .map((test) => ({ name: test.fullName, message: test.failureMessages.join('\n') })),
    ],
    files: testResults.map(({ name, startTime, endTime }) => ({
      name: path.relative(root, name),
      ms: endTime - startTime,
    })),
    tests: testResults.flatMap((file) =>
      file.assertionResults.map(({ fullName, duration }) => ({ name: fullName, ms: duration ?? 0 })),
    ),
  };
}

/**
 * Counts the results of Playwright. A test that passes only when retried counts as a failure, because someone must look
 * at it.
 */
function ofPlaywright({ stats, errors, suites }) {
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed || (errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
    failures: [...errors.map(({ message }) => ({ name: 'playwright', message })), ...failedSpecs(suites)],
    files: suites.map((suite) => ({
      name: suite.title,
      ms: timedSpecs([suite]).reduce((total, { ms }) => total + ms, 0),
    })),
    tests: timedSpecs(suites),
  };
}

function timedSpecs(suites) {
  return suites.flatMap(({ title, specs, suites: inner = [] }) => [
    ...specs.map((spec) => ({
      name: `${title} › ${spec.title}`,
      ms: spec.tests.flatMap(({ results }) => results).reduce((total, { duration }) => total + duration, 0),
    })),
    ...timedSpecs(inner),
  ]);
}

function failedSpecs(suites) {
  return suites.flatMap(({ title, specs, suites: inner = [] }) => [
    ...specs.flatMap((spec) => {
      const messages = spec.tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors));
      return messages.length === 0
        ? []
        : [{ name: `${title} › ${spec.title}`, message: messages.map((error) => error.message).join('\n') }];
    }),
    ...failedSpecs(inner),
  ]);
}

/** Returns the slowest files and tests of each suite, slowest first, to show why a suite has become slow. */
export function slowest(rows) {
  const longest = (timed, count) =>
    timed
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, count)
      .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
  return rows
    .filter(({ tests }) => tests.length > 0)
    .flatMap(({ suite, files, tests }) => [
      `slowest files of ${suite}`,
      ...longest(files, SLOWEST_FILES),
      `slowest tests of ${suite}`,
      ...longest(tests, SLOWEST_TESTS),
      '',
    ])
    .join('\n');
}

/** Returns the failures, a line for each suite, and as the last line the sum `N passed, N failed`. */
export function table(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const line = ({ suite, passed, failed, skipped, seconds }) =>
    [
      suite.padEnd(12),
      ...[passed, failed, skipped].map((n) => String(n).padStart(8)),
      `${seconds} s`.padStart(9),
    ].join('');
  const head = [
    'suite'.padEnd(12),
    ...['passed', 'failed', 'skipped', 'time'].map((word, i) => word.padStart(i === 3 ? 9 : 8)),
  ];
  return [
    ...rows.flatMap(({ suite, failures }) =>
      failures.map(({ name, message }) => `✗ ${suite}: ${name}\n${indent(message)}\n`),
    ),
    head.join(''),
    ...rows.map(line),
    '',
    `${sum('passed')} passed, ${sum('failed')} failed`,
  ].join('\n');
}

/** Returns the first 20 lines of a message, indented; the full message is in the runner's output. */
function indent(message = '') {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, 20);
  return lines.map((line) => `    ${line}`).join('\n');
}
