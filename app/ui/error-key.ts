import type { ErrorCode } from '@/protocol/errors';

/** The error codes that have a text of their own under `errors` in the messages of the pages. */
const CODES = [
  'not_found',
  'not_located',
  'rate_limited',
  'unavailable',
  'overloaded',
  'forbidden',
  'bad_request',
  'conflict',
  'blocked',
  'declined',
  'unauthenticated',
  'suspended',
  'implausible_movement',
  'unreachable',
] as const;

/** Returns the text key of an error code. */
export function errorKey(code: ErrorCode | 'unreachable'): (typeof CODES)[number] | 'other' {
  return CODES.find((known) => known === code) ?? 'other';
}
