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
