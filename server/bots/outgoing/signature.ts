import { createHmac, randomBytes } from 'node:crypto';

const SALT_BYTES = 32;

/** Returns a random salt for a new secret. */
export const newSalt = () => randomBytes(SALT_BYTES);

/**
 * Returns the key of a webhook, 32 bytes: derived from the salt in the database and the secret of this installation, so
 * that a copy of the database signs nothing.
 */
export const keyOf = (authSecret: string, salt: Buffer): Buffer =>
  createHmac('sha256', authSecret).update('outgoing webhook\n').update(salt).digest();

/** Returns a key as programs take it: `whsec_` and base64 (Standard Webhooks 1.0). */
export const secretOf = (key: Buffer) => `whsec_${key.toString('base64')}`;

/**
 * Returns the headers of Standard Webhooks 1.0 for a body: an HMAC-SHA256 of `id.timestamp.body` by each key, so that
 * the former secret is accepted as well while it is replaced. `at`: the time of the attempt, in milliseconds.
 */
export function signatureHeaders(
  keys: readonly Buffer[],
  { id, at, body }: { id: string; at: number; body: string },
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
