import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';

/**
 * Decrypts the body of a push message (RFC 8291), as a browser does, and returns the text without its padding. Throws
 * when it is not for these keys.
 */
export function decrypt(body: Buffer, privateKey: Buffer, auth: Buffer): Buffer {
  const receiver = createECDH('prime256v1');
  receiver.setPrivateKey(privateKey);
  const salt = body.subarray(0, 16);
  const senderKey = body.subarray(21, 21 + (body[20] as number));
  const sealed = body.subarray(21 + senderKey.length);
  const hkdf = (key: Buffer, by: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, by, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver.getPublicKey(), senderKey]);
  const secret = hkdf(receiver.computeSecret(senderKey), auth, info, 32);
  const decipher = createDecipheriv(
    'aes-128-gcm',
    hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
    hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
  );
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2));
}
