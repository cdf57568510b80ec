import { ERRORS, type ErrorBody, type ErrorCode } from '@/protocol/errors';

// A brand rather than a class: Next has a module graph of its own, where `instanceof` would fail.
const BRAND = Symbol.for('quad.error');

/** An error that is safe to show: its message says what happened and what to do next. */
export interface QuadError extends Error {
  code: ErrorCode;
  retryable: boolean;
  field?: string;
  /** Seconds. */
  retryAfter?: number;
  /** What is wrong with the token that was shown, as parameters of `WWW-Authenticate` (RFC 6750, 3). */
  challenge?: string;
}

/** Makes an error that a client may see; throw it. `retryAfter` is in seconds. */
export function fail(
  code: ErrorCode,
  message: string,
  extra: { field?: string; retryAfter?: number; challenge?: string; cause?: unknown } = {},
): QuadError {
  const { cause, ...shown } = extra;
  return Object.assign(new Error(message, { cause }), {
    name: 'QuadError',
    code,
    retryable: ERRORS[code].retryable,
    [BRAND]: true,
    ...shown,
  });
}

export function isQuadError(error: unknown): error is QuadError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** The body of any error: known ones as they are, unknown ones as `internal` (the caller logs those whole). */
export function errorBody(error: unknown): ErrorBody {
  const known = isQuadError(error)
    ? error
    : fail('internal', 'Something went wrong on our side. Try again in a moment.');
  const { code, message, retryable, field, retryAfter } = known;
  return { error: { code, message, retryable, ...(field && { field }), ...(retryAfter && { retryAfter }) } };
}

/** The HTTP status of any error. */
export function httpStatus(error: unknown): number {
  return isQuadError(error) ? ERRORS[error.code].status : 500;
}
