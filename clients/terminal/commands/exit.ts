import { CommanderError } from 'commander';
import { ConnectionLost, RequestRefused } from '@/clients/connection/request';
import type { ErrorCode } from '@/protocol/errors';
import { SignInRefused } from '../rest';
import { SessionFileError } from '../session-file';

/** Exit codes, for scripts. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  notSignedIn: 3,
  unreachable: 5,
  alert: 7,
} as const;

export const EXIT_HELP = `
Exit codes: ${EXIT.ok} done, ${EXIT.error} refused, ${EXIT.usage} invalid command line or session file, ${EXIT.notSignedIn} not signed in,
${EXIT.unreachable} Quad does not answer, ${EXIT.alert} a live alert is active (alerts only).`;

/** The command line lacks something. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** There is no session, or it has ended. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

const NOT_SIGNED_IN: ReadonlySet<ErrorCode> = new Set(['unauthenticated', 'suspended']);

/** Returns the exit code of an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError || error instanceof SessionFileError) return EXIT.usage;
  if (error instanceof NotSignedIn) return EXIT.notSignedIn;
  if (error instanceof SignInRefused) return EXIT.notSignedIn;
  if (error instanceof RequestRefused && NOT_SIGNED_IN.has(error.code)) return EXIT.notSignedIn;
  if (error instanceof ConnectionLost) return EXIT.unreachable;
  return EXIT.error;
}
