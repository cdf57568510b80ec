import { createHash, randomBytes } from 'node:crypto';

/** Returns a new secret of 256 random bits, URL-safe; `prefix` tells people what kind of secret it is. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/**
 * Hashes a secret for storage. SHA-256 is enough here, and fast: our secrets are 256 random bits, which nobody can
 * guess; a slow hash is for passwords that people choose.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
