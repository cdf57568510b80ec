/** Exit codes of the operator's command, for scripts; also in `quad --help` and docs/operations.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Writes one line of JSON to standard output. Resolves when it is written, since the reader may be slow. */
export async function print(line: unknown): Promise<void> {
  await write(`${JSON.stringify(line)}\n`);
}

/** Writes text to standard output unchanged. Resolves when it is written. */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes a sentence for the operator to standard error. */
export function tell(sentence: string): void {
  process.stderr.write(`${printable(sentence)}\n`);
}

/** Replaces control characters: names in files and answers of other servers must not drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, '\uFFFD');
}

/** An error that the operator has to repair; its message says how. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';

  constructor(
    message: string,
    readonly exitCode: (typeof EXIT)['failed' | 'usage'] = EXIT.failed,
  ) {
    super(message);
  }
}

/** Returns the error for a wrong command line. */
export const usageError = (message: string) => new OperatorError(message, EXIT.usage);
