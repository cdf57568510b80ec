import { hash, verify } from '@node-rs/argon2';
import { fail } from '@/server/errors';
import { createQueue } from '@/server/queue';

/**
 * The least that OWASP's Password Storage Cheat Sheet asks of Argon2id, which is what the library makes unless told
 * otherwise: 19 MiB of memory, twice, one lane.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at once: they take threads that files and names of hosts need too. */
const AT_ONCE = 2;
/** Past so many that wait, more would wait longer than anybody does. */
const MOST_WAITING = 50;

/** A password as it is stored: Argon2id with a salt of its own. Throws `unavailable` when too many ask. */
export async function hashPassword(password: string): Promise<string> {
  return hashing.run(() => hash(normalPassword(password), COST));
}

/**
 * Whether it is the password of what is stored. With nothing stored it is none, and finding that out takes as long:
 * how long an answer takes must not tell who has an account. Throws `unavailable` when too many ask.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  // Made before it is known whether it is needed: making it takes time, too.
  const decoy = await dummyHash();
  const right = await hashing.run(() => verify(stored ?? decoy, normalPassword(password)));
  return right && stored !== null;
}

/** The same letters are the same password, however a keyboard puts them together (NIST SP 800-63B 5.1.1.2). */
export const normalPassword = (password: string) => password.normalize('NFKC');

let made: Promise<string> | undefined;
/** Something to compare with, as costly as anybody's. */
function dummyHash(): Promise<string> {
  made ??= hash('', COST);
  return made;
}

const hashing = createQueue({
  width: AT_ONCE,
  maxWaiting: MOST_WAITING,
  refuse: () =>
    fail('unavailable', 'Too many people are signing in. Try again in a moment.', { retryAfter: 2 }),
});
