import { ERRORS, type ErrorBody, fail, isQuadError } from '@/protocol/errors';

/**
 * Returns the response body of any error. A QuadError is shown as it is; any other error becomes `internal`, and the
 * caller logs it.
 */
export function errorBody(error: unknown): ErrorBody {
  const known = isQuadError(error)
    ? error
    : fail('internal', 'Something went wrong on our side. Try again in a moment.');
  const { code, message, retryable, field, retryAfter, until, reason, note } = known;
  return {
    error: {
      code,
      message,
      retryable,
      ...(field && { field }),
      ...(retryAfter && { retryAfter }),
      ...(until && { until }),
      ...(reason && { reason }),
      ...(note && { note }),
    },
  };
}

/** Returns the HTTP status of any error. */
export function httpStatus(error: unknown): number {
  return isQuadError(error) ? ERRORS[error.code].status : 500;
}
