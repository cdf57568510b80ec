// `npm test`: runs the set-up, the prerequisites, the checks and every suite, even after failures, and prints the sum
// as the last line. `--long`: runs the long form of tests that have one (tests/support/long-tests.ts).
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './checks.mjs';
import { getPrerequisites } from './prerequisites.mjs';
import { readReport, slowest, table } from './report.mjs';
import { setUp } from './setup.mjs';
import { root } from './sources.mjs';

await getPrerequisites();
await setUp({ development: true });

const reports = mkdtempSync(path.join(tmpdir(), 'quad-test-'));
const reportOf = (suite) => path.join(reports, `${suite}.json`);
const SUITES = ['check', 'unit', 'contract', 'integration', 'faults', 'e2e'];
const rows = [];
const running = new Set();
// The set-up exits the process when it fails.
process.on('exit', () => {
  for (const child of running) child.kill();
});

// The suites of the last lane wait for servers and for time more than they compute, so they run beside the others.
// Their output is shown when they end.
const pages = setUp({ development: true, build: true });
await Promise.all([
  (async () => {
    rows.push(await runChecks({ types: pages }));
  })(),
  (async () => {
    await pages;
    for (const suite of ['unit', 'integration']) await vitest(suite);
  })(),
  (async () => {
    await vitest('contract', { quiet: true });
    await pages;
    await faults({ quiet: true });
    await playwright({ quiet: true });
  })(),
]);

rmSync(reports, { recursive: true });
rows.sort((a, b) => SUITES.indexOf(a.suite) - SUITES.indexOf(b.suite));
console.log(`\n${slowest(rows)}\n${table(rows)}`);
process.exitCode = rows.some((row) => row.failed > 0) ? 1 : 0;

function vitest(suite, options) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(suite)}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', `${suite}*`, ...reporters];
  return runSuite(suite, 'vitest', args, options);
}

function faults(options) {
  const args = ['bin/run.mjs', '--tests', 'tests/faults/run.ts', '--short', '--report', reportOf('faults')];
  return runSuite('faults', 'faults', args, options);
}

function playwright(options) {
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'];
  return runSuite('e2e', 'playwright', args, {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('e2e') },
    ...options,
  });
}

/** Runs a suite and adds its row. `quiet` keeps its output until the suite ends, because another suite is running. */
async function runSuite(suite, kind, args, { env = {}, quiet = false } = {}) {
  const head = `\n── ${suite} ${'─'.repeat(60 - suite.length)}`;
  if (!quiet) console.log(head);
  const started = performance.now();
  const long = process.argv.includes('--long') ? { LONG_TESTS: '1' } : {};
  const output = path.join(reports, `${suite}.txt`);
  const out = quiet ? openSync(output, 'w') : 'inherit';
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...long, ...env },
    stdio: ['ignore', out, out],
  });
  running.add(child);
  const code = await new Promise((resolve) => child.on('error', () => resolve(1)).on('exit', resolve));
  running.delete(child);
  if (quiet) {
    closeSync(out);
    console.log(`${head}\n${readFileSync(output, 'utf8')}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  rows.push({ suite, ...readReport(kind, reportOf(suite), code), seconds });
}
