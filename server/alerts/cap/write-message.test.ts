import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { capMessages } from '@/tests/support/cap-messages';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { parseMessage } from './parse-message';
import { writeMessage } from './write-message';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const mediaType = 'application/cap+xml';

test('[H9] what is written is read as the same', async () => {
  await fc.assert(
    fc.asyncProperty(capMessages, async (message) => {
      const { message: read } = await parseMessage(Buffer.from(writeMessage(message)), { mediaType });
      expect(read).toEqual(message);
    }),
    { numRuns: LONG_TESTS ? 10_000 : 1_000 },
  );
});

test('[H9] a signed message is valid here and for another library, and has the same bytes each time', async () => {
  await fc.assert(
    fc.asyncProperty(capMessages, async (message) => {
      const xml = writeMessage(message, privateKey);
      expect(writeMessage(message, privateKey)).toBe(xml);
      const { message: read, signature } = await parseMessage(Buffer.from(xml), { mediaType, key });
      expect(signature).toBe('valid');
      expect(read).toEqual(message);

      const other = new SignedXml({ publicCert: createPublicKey(key) });
      other.loadSignature(/<Signature .*<\/Signature>/s.exec(xml)?.[0] as string);
      expect(other.checkSignature(xml)).toBe(true);
      expect(other.getSignedReferences()).toHaveLength(1);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['http://www.w3.org/2001/10/xml-exc-c14n#', 'sha256'],
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', 'sha512'],
])('[H9] the signature of another library with %s is valid', async (canonical, hash) => {
  const xml = writeMessage(fc.sample(capMessages, { numRuns: 1, seed: 7 })[0] as never);
  const other = new SignedXml({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    canonicalizationAlgorithm: canonical as never,
    signatureAlgorithm: `http://www.w3.org/2001/04/xmldsig-more#rsa-${hash}` as never,
  });
  other.addReference({
    xpath: '/*',
    isEmptyUri: true,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', canonical as never],
    digestAlgorithm: `http://www.w3.org/2001/04/xmlenc#${hash}` as never,
  });
  other.computeSignature(xml);
  const { signature } = await parseMessage(Buffer.from(other.getSignedXml()), { mediaType, key });
  expect(signature).toBe('valid');
});
