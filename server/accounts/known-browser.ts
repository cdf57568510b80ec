import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Accounts that one browser is remembered for; the oldest goes. */
const MOST_ACCOUNTS = 8;
const PROOF = /^[\w-]{22}$/;

/**
 * Whether a browser has signed in to an account before: a stranger who tries passwords must not keep its owner out.
 * Its cookie is a random number and, for each account, a proof that names nobody and that only this server can make.
 */
export interface KnownBrowser {
  /** The cookie is a proof for that username; then this names the browser in that account's limit. Else null. */
  recognise(username: string): string | null;
  /** The cookie of this browser once it has signed in to that account. */
  remember(username: string): string;
}

/** @param cookie as the browser sent it; anything may be in it. */
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
      const known = proofs.slice(0, MOST_ACCOUNTS).some((each) => timingSafeEqual(Buffer.from(each), proof));
      return known ? String(proof) : null;
    },
    remember(username) {
      const proof = proofFor(username);
      const others = proofs.filter((each) => each !== proof);
      return [browser, proof, ...others].slice(0, 1 + MOST_ACCOUNTS).join('.');
    },
  };
}
