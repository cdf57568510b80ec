import { ERRORS, type ErrorBody, type ErrorCode } from '@/protocol/errors';

// A brand instead of a class: Next has a module graph of its own, in which `instanceof` would fail.
const BRAND = Symbol.for('quad.error');

/** An error that is safe to show to clients: the message says what happened and what to do next. */
export interface QuadError extends Error {
  code: ErrorCode;
  retryable: boolean;
  field?: string;
  /** In seconds. */
  retryAfter?: number;
  /** The error of the presented token, as parameters of `WWW-Authenticate` (RFC 6750, 3). */
  challenge?: string;
}

/** Creates an error that clients may see; the caller throws it. `retryAfter` is in seconds. */
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

/**
 * Returns the response body of any error. A QuadError is shown as it is; any other error becomes `internal`, and the
 * caller logs it.
 */
export function errorBody(error: unknown): ErrorBody {
  const known = isQuadError(error)
    ? error
    : fail('internal', 'Something went wrong on our side. Try again in a moment.');
  const { code, message, retryable, field, retryAfter } = known;
  return { error: { code, message, retryable, ...(field && { field }), ...(retryAfter && { retryAfter }) } };
}

/** Returns the HTTP status of any error. */
export function httpStatus(error: unknown): number {
  return isQuadError(error) ? ERRORS[error.code].status : 500;
}
