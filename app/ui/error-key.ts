import type { ErrorCode } from '@/protocol/errors';

/** The error codes that the pages have texts for. */
const WORDS = [
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
  'implausible_movement',
  'unreachable',
] as const;

/** Returns the text key of an error code. */
export function errorKey(code: ErrorCode | 'unreachable'): (typeof WORDS)[number] | 'other' {
  return WORDS.find((known) => known === code) ?? 'other';
}
