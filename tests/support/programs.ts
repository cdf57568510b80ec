import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundle } from './bundle';

const root = new URL('../..', import.meta.url).pathname;

export type Program = {
  pid: number;
  /** Resolves with the first line, past or future, that begins with `word`, without the word. */
  printed(word: string): Promise<string>;
  /** Every line so far. */
  lines: string[];
  /** Closes the program's input, which asks the program to stop; resolves with the exit code. */
  finish(): Promise<number | null>;
  kill(signal?: NodeJS.Signals): Promise<void>;
};

/** Starts a TypeScript program of the tests in a process of its own, by another program when `through` is given. */
export function startProgram(
  file: string,
  args: string[],
  { through = [], ...options }: SpawnOptions & { through?: string[] } = {},
): Program {
  const [program = '', ...rest] = [
    ...through,
    process.execPath,
    '--enable-source-maps',
    bundle(file),
    ...args,
  ];
  const child: ChildProcess = spawn(program, rest, {
    cwd: root,
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const exited = once(child, 'exit');
  if (!child.stdout) throw new Error('no output to read');
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const closed = once(reader, 'close');
  return {
    pid: child.pid ?? 0,
    lines,
    async printed(word) {
      const find = () => lines.find((line) => `${line} `.startsWith(`${word} `));
      while (find() === undefined) {
        const more = await Promise.race([once(reader, 'line'), closed.then(() => 'closed' as const)]);
        if (more === 'closed' && find() === undefined) {
          throw new Error(`The program ended without saying "${word}": ${lines.join(' | ')}`);
        }
      }
      return find()?.slice(word.length + 1) ?? '';
    },
    async finish() {
      child.stdin?.end();
      const [code] = await exited;
      return code;
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await exited;
    },
  };
}
