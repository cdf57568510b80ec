import { createECDH, createPrivateKey, hkdfSync, type KeyObject, sign } from 'node:crypto';

/** Identifies this installation to push services (RFC 8292). */
export interface Vapid {
  /** The public key, in base64url, with which browsers subscribe. */
  publicKey: string;
  /** Returns the `Authorization` header of a request to the push service with this origin. */
  headerFor(origin: string): string;
}

/** The order of P-256: a private key is from 1 to below it. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
/** Hours for which a header is valid; push services accept at most 24. */
const VALID_HOURS = 12;
const HOUR_MS = 3_600_000;
/** The maximum number of remembered headers. */
const MAX_ORIGINS = 1_000;

/**
 * Creates the identity. The key pair is derived from the secret that signs the cookies: it exists from the first start,
 * every node has the same, and it changes with the secret, when all sign-ins end anyway.
 *
 * @param contact a `mailto:` or `https:` URL by which the push service can reach the operator
 */
export function createVapid(authSecret: string, contact: string, now: () => number = Date.now): Vapid {
  const scalar = BigInt(`0x${Buffer.from(hkdfSync('sha256', authSecret, '', 'vapid', 48)).toString('hex')}`);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(((scalar % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const publicKey = ecdh.getPublicKey();
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: publicKey.subarray(1, 33).toString('base64url'),
      y: publicKey.subarray(33).toString('base64url'),
      d: ecdh.getPrivateKey().toString('base64url'),
    },
  });
  const headers = new Map<string, { value: string; until: number }>();
  return {
    publicKey: publicKey.toString('base64url'),
    headerFor(origin) {
      const known = headers.get(origin);
      // A header is replaced an hour early, because clocks differ.
      if (known && known.until - HOUR_MS > now()) return known.value;
      const until = now() + VALID_HOURS * HOUR_MS;
      const token = tokenOf({ aud: origin, exp: Math.floor(until / 1000), sub: contact }, privateKey);
      const value = `vapid t=${token}, k=${publicKey.toString('base64url')}`;
      if (headers.size >= MAX_ORIGINS) headers.clear();
      headers.set(origin, { value, until });
      return value;
    },
  };
}

/** Returns a JSON Web Token signed with ES256. */
function tokenOf(claims: object, privateKey: KeyObject): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}
