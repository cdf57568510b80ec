import type { Command } from 'commander';
import { readConfig } from '@/server/config';
import { type Finding, reason } from './checks/check';
import { EXIT, print, printable, write } from './output';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'check the settings, the database, the broker and the identity providers; say what is wrong and how to fix it',
    )
    .option('--json', 'print one JSON object: {"ok","findings":[{"name","state","message","mend"}]}', false)
    .option('--outside', 'use the running nodes by PUBLIC_URL as well, as users do', false)
    .action(async ({ json, outside }: { json: boolean; outside: boolean }) => {
      const findings = await examine(outside);
      const ok = findings.every(({ state }) => state !== 'wrong');
      await (json ? print({ ok, findings }) : write(present(findings, ok)));
      if (!ok) process.exitCode = EXIT.failed;
    });
}

async function examine(outside: boolean): Promise<Finding[]> {
  let config: ReturnType<typeof readConfig>;
  try {
    config = readConfig();
  } catch (error) {
    const mend =
      'Correct the settings (docs/operations.md explains each). The other checks need valid settings and did not run.';
    return [{ name: 'configuration', state: 'wrong', message: reason(error), mend }];
  }
  const { runChecks } = await import('./checks/run-checks');
  return runChecks(config, outside);
}

const MARK = { ok: 'ok     ', warning: 'warning', wrong: 'WRONG  ' } as const;

function present(findings: Finding[], ok: boolean): string {
  const lines = findings.flatMap(({ name, state, message, mend }) => [
    `${MARK[state]}  ${name}: ${message}`,
    ...(mend ? [`         -> ${mend}`] : []),
  ]);
  lines.push(
    '',
    ok ? 'No check failed: Quad can run.' : 'Quad does not work until the findings marked WRONG are fixed.',
  );
  return printable(`${lines.join('\n')}\n`);
}
