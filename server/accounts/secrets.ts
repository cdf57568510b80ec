import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, for a URL-safe token; `prefix` tells people what they are looking at. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/**
 * What is stored of a secret. SHA-256 is enough here, and fast: our secrets are 256 random bits, which
 * nobody can guess; a slow hash is for words that people choose.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
