import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { nodeArguments } from '@/bin/build.mjs';

const root = new URL('../..', import.meta.url).pathname;

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Returns standard output as one JSON value per line. */
  json(): unknown[];
}

export interface Running {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /**
   * Returns the next line of standard output that was not taken yet; throws with the output when the command ends
   * first.
   */
  line(): Promise<string>;
  /** Resolves when the command has ended. */
  outcome: Promise<Outcome>;
}

/** Returns the JSON values of a text, one per line. */
export function readLines(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
}

/** Starts one of the project's commands in a process of its own, without the developer's own settings. */
export function startCommand(file: string, args: string[], env: Record<string, string> = {}): Running {
  const { PATH = '', HOME = '' } = process.env;
  const environment: Record<string, string> = { PATH, HOME, ...env };
  const child = spawn(process.execPath, [...nodeArguments(file), ...args], {
    cwd: root,
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const outcome = once(child, 'close').then(([code]): Outcome => {
    return { code, stdout, stderr, json: () => readLines(stdout) };
  });
  return {
    child,
    outcome,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The command ended before it said more: ${(await outcome).stderr}`);
      return value;
    },
  };
}

/** Runs one of the project's commands to its end. */
export function runCommand(file: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  return startCommand(file, args, env).outcome;
}
