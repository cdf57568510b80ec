// `npm test`: set-up, what the tests need, every suite whatever the others do, and the sum as the last line.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getPrerequisites } from './prerequisites.mjs';
import { readReport, slowest, table } from './report.mjs';
import { setUp } from './setup.mjs';
import { root } from './sources.mjs';

await getPrerequisites();
await setUp({ development: true, build: true });

const reports = mkdtempSync(path.join(tmpdir(), 'quad-test-'));
const rows = [];
for (const suite of ['unit', 'contract', 'integration']) {
  const report = path.join(reports, `${suite}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  await runSuite(suite, 'vitest', report, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    `${suite}*`,
    ...reporters,
  ]);
}
{
  const report = path.join(reports, 'faults.json');
  const program = ['bin/run.mjs', '--tests', 'tests/faults/run.ts'];
  await runSuite('faults', 'faults', report, [...program, '--short', '--report', report]);
}
if (existsSync(path.join(root, 'playwright.config.ts'))) {
  const report = path.join(reports, 'e2e.json');
  const command = ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'];
  await runSuite('e2e', 'playwright', report, command, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
} else {
  console.log('\nThere is no playwright.config.ts: no end-to-end tests are run.');
}
rmSync(reports, { recursive: true });
console.log(`\n${slowest(rows)}\n${table(rows)}`);
process.exitCode = rows.some((row) => row.failed > 0) ? 1 : 0;

async function runSuite(suite, kind, report, args, environment = {}) {
  console.log(`\n── ${suite} ${'─'.repeat(60 - suite.length)}`);
  const started = performance.now();
  const code = await new Promise((resolve) => {
    const env = { ...process.env, ...environment, NEXT_TELEMETRY_DISABLED: '1' };
    spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
      .on('error', () => resolve(1))
      .on('exit', resolve);
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  rows.push({ suite, ...readReport(kind, report, code), seconds });
}
