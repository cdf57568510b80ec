import type { Refusal } from './post';

/** What the forms of accounts have words of their own for. */
const WORDS = [
  'weak_password',
  'conflict',
  'unauthenticated',
  'wrong_password',
  'bad_request',
  'forbidden',
  'rate_limited',
  'unavailable',
  'overloaded',
  'unreachable',
] as const;

export type AccountProblem = (typeof WORDS)[number] | 'other';

export function accountProblem({ code, field }: Refusal): AccountProblem {
  // Whoever shows a password again is known: only the password can be wrong.
  if (code === 'forbidden' && field !== undefined) return 'wrong_password';
  return WORDS.find((known) => known === code) ?? 'other';
}
