import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const MODULES = path.join(import.meta.dirname, 'node_modules');
/** The directory in which the tools run and the clients are generated. */
export const WORK = path.join(import.meta.dirname, '../../.data/documents');

/** The environment of the tools: without telemetry and update checks. */
const environment = {
  ...process.env,
  CI: '1',
  DO_NOT_TRACK: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

/** Creates an empty folder for the run, in which generated code finds the installed packages. */
export function makeWorkFolder(): void {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  symlinkSync(MODULES, path.join(WORK, 'node_modules'), 'junction');
}

/** Runs a program of an installed package to its end. Throws with its output when it fails. */
export async function tool(title: string, program: string, ...args: string[]): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(MODULES, program), ...args], {
    cwd: WORK,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${title} failed:\n${output}`);
  console.log(`${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Starts a program of an installed package that runs until it is killed. */
export const startTool = (program: string, ...args: string[]) =>
  spawn(process.execPath, [path.join(MODULES, program), ...args], {
    cwd: WORK,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
