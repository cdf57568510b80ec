import { runProgram } from '@/server/cli/run-program';
import { type Outcome, readLines } from './command';

/**
 * Runs the operator's command in this process, with only these settings: starting a process takes longer than most
 * commands. A process of its own (`runCommand`) is for tests of the process, and for the embedded database, which
 * counts the processes that use it.
 */
export async function runOperator(args: string[], env: Record<string, string>): Promise<Outcome> {
  const { env: own, exitCode } = process;
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  const { PATH = '', HOME = '' } = own;
  // A log would be written past the streams.
  process.env = { PATH, HOME, ...env, LOG_LEVEL: 'silent' } as unknown as NodeJS.ProcessEnv;
  process.exitCode = undefined;
  try {
    const code = await runProgram(args);
    return { code, stdout: stdout.text(), stderr: stderr.text(), json: () => readLines(stdout.text()) };
  } finally {
    process.env = own;
    process.exitCode = exitCode;
    stdout.end();
    stderr.end();
  }
}

/** Keeps what this process writes to a stream instead of writing it. */
function capture(stream: NodeJS.WriteStream): { text: () => string; end: () => void } {
  const { write } = stream;
  let text = '';
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const written = rest.at(-1);
    if (typeof written === 'function') written();
    return true;
  }) as typeof stream.write;
  return {
    text: () => text,
    end: () => {
      stream.write = write;
    },
  };
}
