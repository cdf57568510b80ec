import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVapid } from './vapid';

const HOUR = 3_600_000;

/** Verifies a header and returns its claims. */
function claimsOf(header: string): unknown {
  const [, token = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(header) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const isValid = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(isValid).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

test('[W3] the key follows from the secret, and the header names the push service and the operator', () => {
  let now = 0;
  const vapid = createVapid('a secret', 'mailto:operator@example.edu', () => now);
  expect(createVapid('a secret', 'mailto:x@example.edu').publicKey).toBe(vapid.publicKey);
  expect(createVapid('another secret', 'mailto:x@example.edu').publicKey).not.toBe(vapid.publicKey);
  expect(Buffer.from(vapid.publicKey, 'base64url')).toHaveLength(65);

  const first = vapid.headerFor('https://push.example');
  expect(claimsOf(first)).toEqual({
    aud: 'https://push.example',
    exp: 12 * 3600,
    sub: 'mailto:operator@example.edu',
  });
  now = 10 * HOUR;
  expect(vapid.headerFor('https://push.example')).toBe(first);
  now = 11 * HOUR + 1;
  expect(claimsOf(vapid.headerFor('https://push.example'))).toMatchObject({ exp: 23 * 3600 });
});
