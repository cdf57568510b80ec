// `npm run check`: runs the checks and the unit tests at the same time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runChecks } from './checks.mjs';
import { table } from './report.mjs';
import { root } from './sources.mjs';

const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit*'], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
});
const [row, [code]] = await Promise.all([runChecks(), once(tests, 'exit')]);
console.log(`\n${table([row])}${code === 0 ? '' : '\nunit tests failed, see above'}`);
process.exitCode = row.failed > 0 || code !== 0 ? 1 : 0;
