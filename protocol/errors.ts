import type { OAuthError } from './oauth';
import type { Reason } from './reasons';

/**
 * Every error code that a client may see, with its HTTP status. `retryable` means that the same request can succeed
 * later without any other change. An error that needs another request first (a new position, sharing turned on) is not
 * retryable.
 */
export const ERRORS = {
  bad_request: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  /** An administrator suspended the account; `until` and `reason` say until when and why. */
  suspended: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  busy: { status: 409, retryable: true },
  conflict: { status: 409, retryable: false },
  /** The actor has blocked that user. */
  blocked: { status: 409, retryable: false },
  /** That user does not accept messages from the actor; the reason is not revealed. */
  declined: { status: 403, retryable: false },
  too_large: { status: 413, retryable: false },
  /** A file of a kind that Quad does not take, or an image that cannot be read. */
  unsupported_file: { status: 415, retryable: false },
  /** `retryAfter` says when another position, or another choice of building, may be accepted. */
  implausible_movement: { status: 422, retryable: false },
  weak_password: { status: 422, retryable: false },
  not_located: { status: 422, retryable: false },
  rate_limited: { status: 429, retryable: true },
  internal: { status: 500, retryable: true },
  unavailable: { status: 503, retryable: true },
  /** The node is overloaded; `retryAfter` says when to retry. */
  overloaded: { status: 503, retryable: true },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** The shape of every error, in HTTP bodies and in socket acknowledgements. `retryAfter` is in seconds. */
export interface ErrorBody {
  error: {
    code: ErrorCode;
    message: string;
    retryable: boolean;
    field?: string;
    retryAfter?: number;
    until?: string;
    reason?: Reason;
    note?: string;
  };
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
  /** Of `suspended`: an ISO 8601 time, the reason, and what the administrator wrote to the user. */
  until?: string;
  reason?: Reason;
  note?: string;
  /** The error of the presented token, as parameters of `WWW-Authenticate` (RFC 6750, 3). */
  challenge?: string;
  /** The error of OAuth 2.0, on the routes by which programs sign in. */
  oauth?: OAuthError;
}

/** Creates an error that clients may see; the caller throws it. `retryAfter` is in seconds. */
export function fail(
  code: ErrorCode,
  message: string,
  extra: {
    field?: string;
    retryAfter?: number;
    until?: string;
    reason?: Reason;
    note?: string;
    challenge?: string;
    oauth?: OAuthError;
    cause?: unknown;
  } = {},
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

/** Returns whether a value was created by `fail`. */
export function isQuadError(error: unknown): error is QuadError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
