// Reads what the test runners wrote. A suite that ended badly never counts as passed, whatever its report says.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Counts of a suite: passed, failed, skipped; and its `failures`, each a name and what went wrong.
 * `report` is the path of its JSON, `code` its exit code.
 */
export function readReport(kind, report, code) {
  const read = parse(kind, report) ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (read.failed === 0 && (code !== 0 || read.passed === 0)) read.failed = 1;
  return read;
}

function parse(kind, report) {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    if (kind === 'faults') return json; // ours, and written as it is read
    return kind === 'vitest' ? ofVitest(json) : ofPlaywright(json);
  } catch {
    return undefined; // no report, or half of one: the runner crashed, and said why on its own output
  }
}

function ofVitest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  // A file that could not even be loaded has no tests to fail.
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
  };
}

/** One that passes only when tried again is a failure too: somebody has to look at it. */
function ofPlaywright({ stats, errors, suites }) {
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed || (errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
    failures: [...errors.map(({ message }) => ({ name: 'playwright', message })), ...failedSpecs(suites)],
  };
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

/** What failed, once more; a line a suite; and at the very end `N passed, N failed` over all of them. */
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

/** The first lines of what went wrong; the rest stands where it happened. */
function indent(message = '') {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, 20);
  return lines.map((line) => `    ${line}`).join('\n');
}
