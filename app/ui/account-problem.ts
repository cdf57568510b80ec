import type { Refusal } from './post';

/** The problems that have a text of their own under `account.problems`. */
const CODES = [
  'weak_password',
  'conflict',
  'unauthenticated',
  'wrong_password',
  'bad_request',
  'forbidden',
  'suspended',
  'rate_limited',
  'unavailable',
  'overloaded',
  'unreachable',
] as const;

export type AccountProblem = (typeof CODES)[number] | 'other';

/** Returns the text key of a refusal in a form of local accounts. */
export function accountProblem({ code, field }: Refusal): AccountProblem {
  // The user is signed in: only the password can be wrong.
  if (code === 'forbidden' && field !== undefined) return 'wrong_password';
  return CODES.find((known) => known === code) ?? 'other';
}
