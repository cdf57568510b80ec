/**
 * Every error code a client may see, with its HTTP status, and whether the same request can succeed later with nothing
 * but time between. What needs another request first (a new position, sharing turned on) is not retryable.
 */
export const ERRORS = {
  bad_request: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  busy: { status: 409, retryable: true },
  conflict: { status: 409, retryable: false },
  /** The caller has blocked that person. */
  blocked: { status: 409, retryable: false },
  /** That person takes nothing from the caller; why is theirs to know. */
  declined: { status: 403, retryable: false },
  too_large: { status: 413, retryable: false },
  /** `retryAfter` says when another position, or another choice, may be believed. */
  implausible_movement: { status: 422, retryable: false },
  weak_password: { status: 422, retryable: false },
  not_located: { status: 422, retryable: false },
  rate_limited: { status: 429, retryable: true },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
  /** More is asked of the node than it can do now; `retryAfter` says when to come back. */
  overloaded: { status: 503, retryable: true },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** The one shape of an error, in HTTP bodies and in socket acks. `retryAfter` is in seconds. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; retryable: boolean; field?: string; retryAfter?: number };
}

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
