import { hash, verify } from '@node-rs/argon2';
import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/**
 * The minimum of OWASP's Password Storage Cheat Sheet for Argon2id, which is also the library's default: 19 MiB of
 * memory, two passes, one lane.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Number of concurrent hashes: they take threads that file access and name lookups need too. */
const MAX_CONCURRENT_HASHES = 2;
/** With more in the queue, the last would wait longer than any user does. */
const MAX_WAITING = 50;

/** Hashes a password with Argon2id and a new salt. Throws `unavailable` when too many hashes wait. */
export async function hashPassword(password: string): Promise<string> {
  return hashing.run(() => hash(normalPassword(password), COST));
}

/**
 * Returns whether the password matches the stored hash; false for null. A null hash takes as long, so that the time
 * does not reveal who has an account. Throws `unavailable` when too many hashes wait.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  // Computed before it is known whether it is needed, since computing it takes time, too.
  const decoy = await dummyHash();
  const right = await hashing.run(() => verify(stored ?? decoy, normalPassword(password)));
  return right && stored !== null;
}

/**
 * Normalises a password: the same letters are the same password, however a keyboard composes them (NIST SP 800-63B
 * 5.1.1.2).
 */
export const normalPassword = (password: string) => password.normalize('NFKC');

let dummy: Promise<string> | undefined;
/** Returns a hash that no user has; to verify a password against it takes as long as against a user's hash. */
function dummyHash(): Promise<string> {
  dummy ??= hash('', COST);
  return dummy;
}

const hashing = createQueue({
  width: MAX_CONCURRENT_HASHES,
  maxWaiting: MAX_WAITING,
  refuse: () =>
    fail('unavailable', 'Too many people are signing in. Try again in a moment.', { retryAfter: 2 }),
});
