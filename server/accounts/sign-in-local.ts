import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { AccountsContext } from './context';
import { readKnownBrowser } from './known-browser';
import { isPassword } from './passwords';
import { beginSignIn } from './sign-in';
import { findLocalAccount, holdPassword } from './store/identities';

/** Maximum time that an attempt waits because of other attempts on the same account. */
const MAX_WAIT_MS = 5_000;

interface Person {
  /** In lower case. */
  username: string;
  password: string;
  /** The client's IP address. */
  clientIp: string;
  userAgent: string;
  /** The cookie of known browsers, as received. */
  knownBrowser?: string | undefined;
}

/**
 * Signs in with a username and a password. Returns the cookie of a known browser (`known-browser.ts`). Throws
 * `unauthenticated`, with the same text and after the same work for an unknown account and a wrong password, and
 * `rate_limited` by IP address and by account from that address. Attempts from elsewhere only slow the owner down, and
 * do not affect a browser that has signed in to the account before.
 */
export async function signInLocal(
  app: AccountsContext,
  person: Person,
): Promise<{ signInId: string; knownBrowser: string }> {
  const browser = readKnownBrowser(app.config.authSecret, person.knownBrowser);
  const known = browser.recognise(person.username);
  const signInId = await withPassword(app, person, known, (client, userId) =>
    beginSignIn(client, app, userId, person.userAgent),
  );
  return { signInId, knownBrowser: browser.remember(person.username) };
}

/**
 * Returns what `begin` makes for the user of a username and a password, in the transaction that holds the password.
 * `browser` names a known browser, else null. Throws what `signInLocal` throws.
 */
export async function withPassword<T>(
  app: AccountsContext,
  person: Pick<Person, 'username' | 'password' | 'clientIp'>,
  browser: string | null,
  begin: (client: PoolClient, userId: string) => Promise<T>,
): Promise<T> {
  const giveBack = await takeAttempt(app, person, browser);
  const account = await findLocalAccount(app.db, person.username);
  const right = await isPassword(account?.passwordHash ?? null, person.password);
  const begun =
    account && right
      ? await app.db.transaction(async (client) =>
          (await holdPassword(client, account.userId, account.passwordHash))
            ? { it: await begin(client, account.userId) }
            : null,
        )
      : null;
  if (!begun) throw fail('unauthenticated', 'The username or the password is wrong.');
  giveBack();
  return begun.it;
}

/**
 * Counts an attempt against the limits, and waits if attempts from elsewhere have used up the limit of the account.
 * Returns a function that takes the attempt back.
 */
async function takeAttempt(
  { limits }: AccountsContext,
  person: Pick<Person, 'username' | 'clientIp'>,
  browser: string | null,
): Promise<() => void> {
  const { username, clientIp } = person;
  const own = browser ? `browser ${browser}` : `${username} ${clientIp}`;
  if (!browser) limits.take('passwordAddress', clientIp);
  limits.take('password', own);
  if (browser) return () => limits.giveBack('password', own);
  const wait = limits.takeOnCredit('passwordAccount', username);
  if (wait > 0) await delay(Math.min(wait, MAX_WAIT_MS));
  return () => {
    limits.giveBack('passwordAddress', clientIp);
    limits.giveBack('password', own);
    limits.giveBack('passwordAccount', username);
  };
}
