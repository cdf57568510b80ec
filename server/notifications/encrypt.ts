import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** The keys of a browser's subscription: an uncompressed point of P-256, and 16 bytes. */
export interface BrowserKeys {
  p256dh: Buffer;
  auth: Buffer;
}

/** The bytes of a plaintext, which is padded to this length, so that the length of an encrypted one tells nothing. */
export const PLAINTEXT_BYTES = 2_800;
/** The record size that the header states. A message is one record, so it is larger than any. */
const RECORD_BYTES = 4_096;

/**
 * Encrypts a message for a browser (RFC 8291, with the content coding `aes128gcm` of RFC 8188). Returns the body of the
 * request to the push service.
 *
 * @param padTo the length to pad the plaintext to; a longer plaintext is not padded
 * @param fixed the sender's key pair and the salt; random unless a test needs a known result
 */
export function encrypt(
  plaintext: Buffer,
  { p256dh, auth }: BrowserKeys,
  padTo = PLAINTEXT_BYTES,
  fixed?: { privateKey: Buffer; salt: Buffer },
): Buffer {
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
  plaintext.copy(padded);
  padded[plaintext.length] = 2;
  const header = Buffer.alloc(salt.length + 5);
  salt.copy(header);
  header.writeUInt32BE(RECORD_BYTES, salt.length);
  header[salt.length + 4] = senderKey.length;
  return Buffer.concat([header, senderKey, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
}

function hkdf(key: Buffer, salt: Buffer, info: (string | Buffer)[], length: number): Buffer {
  return Buffer.from(
    hkdfSync('sha256', key, salt, Buffer.concat(info.map((part) => Buffer.from(part))), length),
  );
}

/** Returns whether the keys can be used: the point is on the curve, and the secret has its length. */
export function areUsable({ p256dh, auth }: BrowserKeys): boolean {
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
