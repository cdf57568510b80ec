import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Usage, usageOf } from './usage';

const STOP_WITHIN_MS = 20_000;

/** The memory of a process right after a garbage collection, in bytes. */
export type Memory = Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'>;

/** A program that runs in a process of its own. */
export interface Program {
  child: ChildProcess;
  pid: number;
  /** Returns what the program printed on standard error. */
  log(): string;
  usage(): Promise<Usage>;
  /** Collects garbage in the program and returns its memory. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Returns the environment that any program needs, without the settings of the caller's shell for a node. */
export function environment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'USER', 'LD_LIBRARY_PATH'];
  const entries = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.fromEntries(entries);
}

/**
 * Starts a Node program and resolves when it has printed a line that begins with `ready`, with the rest of that line.
 * Throws with the program's output when it ends before. `profile` is a directory for its CPU profile.
 */
export async function startProgram(options: {
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  ready: string;
  profile?: string;
}): Promise<{ program: Program; line: string }> {
  const { args, cwd, env, ready, profile } = options;
  const preload = path.join(import.meta.dirname, 'measured.mjs');
  const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profile)}`] : [];
  const child = spawn(process.execPath, ['--expose-gc', '--import', preload, ...profiling, ...args], {
    cwd,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const killAtExit = () => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-100_000);
  });
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.once('exit', (code) =>
      reject(new Error(`The program ended with code ${code}:\n${output}${printed}`)),
    );
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
      const found = output
        .split('\n')
        .slice(0, -1)
        .find((each) => each.startsWith(ready));
      if (found !== undefined) resolve(found.slice(ready.length).trim());
    });
  });
  const program: Program = {
    child,
    pid: child.pid as number,
    log: () => printed,
    usage: () => usageOf(child.pid as number),
    async memory() {
      const answered = new Promise<Memory>((resolve) => {
        const take = (message: { memory?: Memory }) => {
          if (!message.memory) return;
          child.off('message', take);
          resolve(message.memory);
        };
        child.on('message', take);
      });
      child.send('memory');
      return answered;
    },
    async stop() {
      process.off('exit', killAtExit);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(late);
    },
  };
  return { program, line };
}
