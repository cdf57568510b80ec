import type { ErrorCode } from '@/protocol/errors';

/**
 * Why a bot cannot go on. `not_authorised`: no administrator authorised it, or one took it back;
 * `bad_credentials`: the secret or token proves nothing; `busy`: it runs already, elsewhere;
 * `unreachable`: nobody answers there; `refused`: the server said no for another reason.
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
    /** Whether trying again later can help, and how long to wait at least, in seconds. */
    readonly retry: { retryable: boolean; afterSeconds?: number | undefined } = { retryable: false },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What the server said (`{ error }` of an answer), in a bot's terms. */
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
      return new BotError(
        'busy',
        'This bot runs already, and may run once only. Stop the other one first.',
        retry,
      );
    case 'unavailable':
    case 'overloaded':
    case 'internal':
      return new BotError('unreachable', `The server cannot answer now: ${error.message}`, retry);
    default:
      return new BotError('refused', `The server refused: ${error.message}`, retry);
  }
}

export function notAuthorised(): BotError {
  return new BotError(
    'not_authorised',
    'The bot is not authorised. Ask an administrator to authorise it, then start it again.',
  );
}

export function unreachable(url: string, cause?: unknown): BotError {
  const message = `Quad does not answer at ${url}. See that it runs, and that the address is right.`;
  return new BotError('unreachable', message, { retryable: true }, { cause });
}
