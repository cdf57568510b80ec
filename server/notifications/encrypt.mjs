// @ts-check
// Plain JavaScript, because push-thread.mjs imports it.
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The keys of a browser's subscription: an uncompressed point of P-256, and 16 bytes.
 *
 * @typedef {{ p256dh: Uint8Array, auth: Uint8Array }} BrowserKeys
 */

/** The bytes of a plaintext, which is padded to this length, so that the length of an encrypted one tells nothing. */
export const PLAINTEXT_BYTES = 2_800;
/** The record size that the header states. A message is one record, so it is larger than any. */
const RECORD_BYTES = 4_096;

/**
 * Encrypts a message for a browser (RFC 8291, with the content coding `aes128gcm` of RFC 8188). Returns the body of the
 * request to the push service.
 *
 * @param {Uint8Array} plaintext
 * @param {BrowserKeys} keys
 * @param {number} [padTo] the length to pad the plaintext to; a longer plaintext is not padded
 * @param {{ privateKey: Buffer, salt: Buffer }} [fixed] the sender's private key and the salt; random unless a test
 *   needs a known result
 * @returns {Buffer}
 */
export function encrypt(plaintext, { p256dh, auth }, padTo = PLAINTEXT_BYTES, fixed) {
  const sender = createECDH('prime256v1');
  if (fixed) sender.setPrivateKey(fixed.privateKey);
  else sender.generateKeys();
  const senderKey = sender.getPublicKey();
  const salt = fixed?.salt ?? randomBytes(16);

  const secret = hkdf(sender.computeSecret(p256dh), auth, ['WebPush: info\0', p256dh, senderKey], 32);
  const key = hkdf(secret, salt, ['Content-Encoding: aes128gcm\0'], 16);
  const nonce = hkdf(secret, salt, ['Content-Encoding: nonce\0'], 12);

  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // A 2 ends the text of the last record; what follows is padding.
  const padded = Buffer.alloc(Math.max(plaintext.length, padTo) + 1);
  padded.set(plaintext);
  padded[plaintext.length] = 2;
  const header = Buffer.alloc(salt.length + 5);
  salt.copy(header);
  header.writeUInt32BE(RECORD_BYTES, salt.length);
  header[salt.length + 4] = senderKey.length;
  return Buffer.concat([header, senderKey, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
}

/**
 * @param {Buffer} key
 * @param {Uint8Array} salt
 * @param {(string | Uint8Array)[]} info
 * @param {number} length
 */
function hkdf(key, salt, info, length) {
  const parts = info.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return Buffer.from(hkdfSync('sha256', key, salt, Buffer.concat(parts), length));
}

/**
 * Returns whether the keys can be used: the point is on the curve, and the secret has its length.
 *
 * @param {BrowserKeys} keys
 */
export function areUsable({ p256dh, auth }) {
  if (auth.length !== 16 || p256dh.length !== 65) return false;
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  try {
    ecdh.computeSecret(p256dh);
    return true;
  } catch {
    return false;
  }
}
