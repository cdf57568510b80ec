/** What the operator's command answers with, for scripts; also in `quad --help` and docs/operations.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** One line of JSON on standard output; whoever reads may be slow, so it is awaited. */
export async function print(line: unknown): Promise<void> {
  await write(`${JSON.stringify(line)}\n`);
}

/** Text on standard output as it is. */
export function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** A sentence for the person at the terminal, on standard error. */
export function tell(sentence: string): void {
  process.stderr.write(`${printable(sentence)}\n`);
}

/** Names in files and answers of other servers are not ours: nothing in them may drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, '\uFFFD');
}

/** A thing the operator has to mend: the sentence says how. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';

  constructor(
    message: string,
    readonly exitCode: (typeof EXIT)['failed' | 'usage'] = EXIT.failed,
  ) {
    super(message);
  }
}

/** The command line itself is not right. */
export const usageError = (message: string) => new OperatorError(message, EXIT.usage);
