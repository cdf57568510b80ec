import { createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt } from '@/tests/support/decrypt-push';
import { areUsable, encrypt, PLAINTEXT_BYTES } from './encrypt.mjs';

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** The example of RFC 8291, section 5. */
const EXAMPLE = {
  text: 'When I grow up, I want to be a watermelon',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  receiver: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  sender: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y' +
    'l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

test('[W1] a message is encrypted as in the example of RFC 8291', () => {
  const keys = { p256dh: bytes(EXAMPLE.p256dh), auth: bytes(EXAMPLE.auth) };
  const fixed = { privateKey: bytes(EXAMPLE.sender), salt: bytes(EXAMPLE.salt) };
  const body = encrypt(Buffer.from(EXAMPLE.text), keys, 0, fixed);
  expect(body.toString('base64url')).toBe(EXAMPLE.body);
  expect(decrypt(bytes(EXAMPLE.body), bytes(EXAMPLE.receiver), keys.auth).toString()).toBe(EXAMPLE.text);
});

test('[W1] every message has the same length, and is readable with the keys of its browser alone', () => {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const keys = { p256dh: browser.getPublicKey(), auth: Buffer.alloc(16, 7) };
  const bodies = ['', 'a', '€'.repeat(900)].map((text) => {
    const body = encrypt(Buffer.from(text), keys);
    expect(decrypt(body, browser.getPrivateKey(), keys.auth).toString()).toBe(text);
    return body;
  });
  expect(new Set(bodies.map((body) => body.length))).toEqual(new Set([86 + PLAINTEXT_BYTES + 1 + 16]));
  expect(() => decrypt(bodies[1] as Buffer, browser.getPrivateKey(), Buffer.alloc(16, 8))).toThrow();
});

test('[W2] keys that no browser can have are not usable', () => {
  const p256dh = bytes(EXAMPLE.p256dh);
  const auth = bytes(EXAMPLE.auth);
  expect(areUsable({ p256dh, auth })).toBe(true);
  expect(areUsable({ p256dh, auth: auth.subarray(1) })).toBe(false);
  expect(areUsable({ p256dh: p256dh.subarray(1), auth })).toBe(false);
  expect(areUsable({ p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]), auth })).toBe(false);
});
