import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { BotError, type BotErrorCode } from './errors';
import { printable, printableJson } from './printable';

/** Exit codes of the bot command, for scripts and supervisors. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  notAuthorised: 3,
  busy: 4,
  unreachable: 5,
  unknownBot: 6,
} as const;

export const EXIT_HELP = `
Exit codes: ${EXIT.ok} done, ${EXIT.error} error, ${EXIT.usage} invalid command line, ${EXIT.notAuthorised} not authorised (bot or credentials),
${EXIT.busy} the bot already runs, ${EXIT.unreachable} Quad does not answer, ${EXIT.unknownBot} unknown bot.`;

const BY_CODE: Record<BotErrorCode, number> = {
  not_authorised: EXIT.notAuthorised,
  bad_credentials: EXIT.notAuthorised,
  busy: EXIT.busy,
  unknown_bot: EXIT.unknownBot,
  unreachable: EXIT.unreachable,
  refused: EXIT.error,
  stopped: EXIT.error,
};

/** The command line lacks something. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Returns the exit code of an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof BotError ? BY_CODE[error.code] : EXIT.error;
}

/** The output of the command: sentences for people, or with `--json` one line of JSON per result. */
export interface Terminal {
  json: boolean;
  /** Prints a result to standard output: `sentence` for people, `value` for programs. */
  say(sentence: string, value: Record<string, unknown>): void;
  /** Prints an error to standard error. */
  complain(error: unknown): void;
  /**
   * Asks the user. Returns undefined without a terminal, or when the user gives up. `hidden` does not echo the input.
   */
  ask(question: string, options?: { hidden?: boolean }): Promise<string | undefined>;
}

/** Returns the terminal; with `json` it prints JSON and never asks. */
export function createTerminal(json: boolean): Terminal {
  const lines = (text: string) => `${text.split('\n').map(printable).join('\n')}\n`;
  return {
    json,
    say(sentence, value) {
      process.stdout.write(json ? `${printableJson(value)}\n` : lines(sentence));
    },
    complain(error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof BotError ? error.code : error instanceof UsageError ? 'usage' : 'error';
      process.stderr.write(json ? `${printableJson({ error: { code, message } })}\n` : lines(message));
    },
    async ask(question, { hidden = false } = {}) {
      if (json || !process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      // On standard error, so that standard output has results only.
      const prompt = `${lines(question).trimEnd()} `;
      if (hidden) process.stderr.write(prompt);
      const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
      const output = hidden ? silence : process.stderr;
      const reader = createInterface({ input: process.stdin, output, terminal: true });
      try {
        // Ctrl-C and Ctrl-D close the reader, which then never answers the question.
        const closed = new Promise<undefined>((resolve) => reader.once('close', () => resolve(undefined)));
        return (await Promise.race([reader.question(hidden ? '' : prompt), closed]))?.trim();
      } finally {
        reader.close();
        if (hidden) process.stderr.write('\n');
      }
    },
  };
}
