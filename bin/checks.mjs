// The checks that run no code of Quad: types, lint and format, unused code, licences, known vulnerabilities.
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { capture } from './setup.mjs';
import { root } from './sources.mjs';

const node = (file, ...args) => [process.execPath, path.join(root, file), ...args];

const CHECKS = [
  { name: 'types', run: () => program(node('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.')) },
  {
    name: 'lint and format',
    run: () => program(node('node_modules/@biomejs/biome/bin/biome', 'ci', '--diagnostic-level=error')),
  },
  {
    name: 'unused code and dependencies',
    run: () =>
      program(node('node_modules/knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors')),
  },
  { name: 'licences', run: () => program(node('bin/licences.mjs')) },
  { name: 'known vulnerabilities', run: audit },
];

/**
 * Runs all checks at once and prints a line for each. `types` is a promise that the check of types waits for: the build
 * of the pages writes files that the compiler reads. Returns a row for `table` in report.mjs.
 */
export async function runChecks({ types = Promise.resolve() } = {}) {
  const started = performance.now();
  const results = await Promise.all(
    CHECKS.map(async ({ name, run }) => {
      if (name === 'types') await types;
      const from = performance.now();
      const result = await run();
      return { name, ...result, seconds: (performance.now() - from) / 1000 };
    }),
  );
  const lines = results.map(({ name, outcome, seconds, output }) => {
    const time = `${seconds.toFixed(1)} s`.padStart(8);
    return `${outcome.padEnd(8)}${time}  ${name}${outcome === 'skipped' ? `: ${output}` : ''}`;
  });
  console.log(`\n── check ${'─'.repeat(55)}\n${lines.join('\n')}`);
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  for (const { name, output } of failed) console.log(`\n${name}:\n${output}`);
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  return {
    suite: 'check',
    passed: count('passed'),
    failed: failed.length,
    skipped: count('skipped'),
    failures: failed.map(({ name, output }) => ({ name, message: output })),
    files: [],
    tests: [],
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

async function program([command, ...args]) {
  const { code, output } = await capture(command, args);
  return { outcome: code === 0 ? 'passed' : 'failed', output };
}

async function audit() {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
  const [command, ...first] = npm;
  const { output } = await capture(command, [...first, ...args], { npm_config_loglevel: 'silent' });
  return readAudit(output);
}

/** Reads the output of `npm audit --json`. Skips the check when the registry does not answer or has no advisories. */
export function readAudit(output) {
  try {
    const { vulnerabilities, message } = JSON.parse(output);
    if (!vulnerabilities) return { outcome: 'skipped', output: `the registry was not asked: ${message}` };
    const lines = Object.values(vulnerabilities).map(({ name, severity, range, via }) => {
      const titles = via.map((cause) => (typeof cause === 'string' ? cause : `${cause.title} ${cause.url}`));
      return `${name} ${range} (${severity}): ${titles.join('; ')}`;
    });
    return { outcome: lines.length > 0 ? 'failed' : 'passed', output: lines.join('\n') };
  } catch {
    return { outcome: 'skipped', output: `npm audit did not answer: ${firstLine(output)}` };
  }
}

const firstLine = (text) => stripVTControlCharacters(text).trim().split('\n', 1)[0];
