import type { ErrorCode } from '@/protocol/errors';

/**
 * Why a bot cannot run. `not_authorised`: no administrator authorised it, or the authorisation was revoked;
 * `bad_credentials`: the secret or token is not valid; `busy`: it already runs elsewhere; `unreachable`: no server
 * answers; `refused`: the server refused for another reason.
 */
export type BotErrorCode =
  | 'not_authorised'
  | 'bad_credentials'
  | 'busy'
  | 'unknown_bot'
  | 'unreachable'
  | 'refused'
  | 'stopped';

/** An error whose message says what to do next. */
export class BotError extends Error {
  override readonly name = 'BotError';

  constructor(
    readonly code: BotErrorCode,
    message: string,
    /** Whether a retry can help, and after at least how many seconds. */
    readonly retry: { retryable: boolean; afterSeconds?: number | undefined } = { retryable: false },
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Returns the server's error (`{ error }` of an answer) as a `BotError`. */
export function fromServer(error: {
  code: string;
  message: string;
  retryable: boolean;
  retryAfter?: number | undefined;
}): BotError {
  const retry = { retryable: error.retryable, afterSeconds: error.retryAfter };
  switch (error.code as ErrorCode) {
    case 'forbidden':
      return notAuthorised();
    case 'unauthenticated':
      return new BotError('bad_credentials', 'The server does not accept the secret or the token. Check it.');
    case 'busy':
      return new BotError('busy', 'This bot already runs elsewhere. Stop it there first.', retry);
    case 'unavailable':
    case 'overloaded':
    case 'internal':
      return new BotError('unreachable', `The server cannot answer now: ${error.message}`, retry);
    default:
      return new BotError('refused', `The server refused: ${error.message}`, retry);
  }
}

/** Returns the error of a bot that is not authorised. */
export function notAuthorised(): BotError {
  return new BotError('not_authorised', 'The bot is not authorised. Ask an administrator to authorise it.');
}

/** Returns the retryable error of a server that does not answer. */
export function unreachable(url: string, cause?: unknown): BotError {
  const message = `Quad does not answer at ${url}. Check that it runs and that the URL is right.`;
  return new BotError('unreachable', message, { retryable: true }, { cause });
}
