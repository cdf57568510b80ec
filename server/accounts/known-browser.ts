import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Maximum number of accounts for which a browser is remembered; the oldest is dropped. */
const MAX_ACCOUNTS = 8;
const PROOF = /^[\w-]{22}$/;

/**
 * Remembers in a cookie to which accounts a browser has signed in, so that the wrong passwords of a stranger do not
 * lock out the owner. The cookie has a random number and, for each account, a keyed hash: only this server can compute
 * it, and it does not reveal the account.
 */
export interface KnownBrowser {
  /** Returns the key of this browser in the limit of the account; null if the cookie has no hash of the username. */
  recognise(username: string): string | null;
  /** Returns the browser's cookie after a sign-in to this account. */
  remember(username: string): string;
}

/**
 * Parses the cookie of a known browser.
 * @param cookie as the browser sent it; it may contain anything.
 */
export function readKnownBrowser(secret: string, cookie: string | undefined): KnownBrowser {
  const [number = '', ...proofs] = (cookie ?? '')
    .slice(0, 500)
    .split('.')
    .filter((part) => PROOF.test(part));
  const browser = number || randomBytes(16).toString('base64url');
  const proofFor = (username: string) =>
    createHmac('sha256', secret)
      .update(`known browser\0${browser}\0${username}`)
      .digest('base64url')
      .slice(0, 22);
  return {
    recognise(username) {
      const proof = Buffer.from(proofFor(username));
      const known = proofs.slice(0, MAX_ACCOUNTS).some((each) => timingSafeEqual(Buffer.from(each), proof));
      return known ? String(proof) : null;
    },
    remember(username) {
      const proof = proofFor(username);
      const others = proofs.filter((each) => each !== proof);
      return [browser, proof, ...others].slice(0, 1 + MAX_ACCOUNTS).join('.');
    },
  };
}
