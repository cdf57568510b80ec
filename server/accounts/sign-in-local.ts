import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '@/server/errors';
import type { AccountsContext } from './context';
import { readKnownBrowser } from './known-browser';
import { isPassword } from './passwords';
import { beginSignIn } from './sign-in';
import { findLocalAccount, holdPassword } from './store/identities';

/** Longest that a try waits because others try the same account. */
const LONGEST_WAIT_MS = 5_000;

interface Person {
  /** In small letters. */
  username: string;
  password: string;
  /** Where it is tried from. */
  address: string;
  userAgent: string;
  /** The cookie of browsers that have signed in before, as it came. */
  knownBrowser?: string | undefined;
}

/**
 * Signs in with a username and a password; gives the browser's cookie of a known one (`known-browser.ts`). Throws
 * `unauthenticated`, in the same words and after the same work whether there is no such account or the password is not
 * its, and `rate_limited` by address and by account from that address. Who tries from elsewhere only slows the owner
 * down, and a browser that has signed in to the account before not even that.
 */
export async function signInLocal(
  app: AccountsContext,
  person: Person,
): Promise<{ signInId: string; knownBrowser: string }> {
  const browser = readKnownBrowser(app.config.authSecret, person.knownBrowser);
  const giveBack = await takeAttempt(app, person, browser.recognise(person.username));
  const account = await findLocalAccount(app.db, person.username);
  const right = await isPassword(account?.passwordHash ?? null, person.password);
  const signInId =
    account && right
      ? await app.db.transaction(async (client) =>
          (await holdPassword(client, account.userId, account.passwordHash))
            ? beginSignIn(client, app, account.userId, person.userAgent)
            : null,
        )
      : null;
  if (signInId === null) throw fail('unauthenticated', 'The username or the password is wrong.');
  giveBack();
  return { signInId, knownBrowser: browser.remember(person.username) };
}

/** Takes a try from the limits, and waits where others have used the account's up; what it gives puts all back. */
async function takeAttempt(
  { limits }: AccountsContext,
  person: Person,
  browser: string | null,
): Promise<() => void> {
  const { username, address } = person;
  const own = browser ? `browser ${browser}` : `${username} ${address}`;
  if (!browser) limits.take('passwordAddress', address);
  limits.take('password', own);
  if (browser) return () => limits.giveBack('password', own);
  const wait = limits.takeOnCredit('passwordAccount', username);
  if (wait > 0) await delay(Math.min(wait, LONGEST_WAIT_MS));
  return () => {
    limits.giveBack('passwordAddress', address);
    limits.giveBack('password', own);
    limits.giveBack('passwordAccount', username);
  };
}
