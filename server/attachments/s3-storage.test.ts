import { expect, test } from 'vitest';
import { signedHeaders } from './s3-storage';

// "Example: GET Bucket Lifecycle" of Amazon's description of signatures in the header Authorization.
test('a request is signed as in the example of the specification', () => {
  const { authorization } = signedHeaders(
    {
      region: 'us-east-1',
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?lifecycle'),
      body: new Uint8Array(),
      at: new Date('2013-05-24T00:00:00Z'),
    },
  );
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;x-amz-content-sha256;x-amz-date, ' +
      'Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
});
