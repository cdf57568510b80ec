import { createHash, type KeyObject, sign } from 'node:crypto';
import { SIGNATURE_NAMESPACE } from './message';

/** The algorithms of XML signatures (XMLDSig core, RFC 9231) by their URIs. */
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const ENVELOPED = `${SIGNATURE_NAMESPACE}enveloped-signature`;
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const DIGESTS: Record<string, string> = {
  [SHA256]: 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};
export const SIGNATURES: Record<string, { type: 'rsa' | 'ec'; hash: string }> = {
  [RSA_SHA256]: { type: 'rsa', hash: 'sha256' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { type: 'rsa', hash: 'sha384' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { type: 'rsa', hash: 'sha512' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256': { type: 'ec', hash: 'sha256' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384': { type: 'ec', hash: 'sha384' },
};

/**
 * Returns the signature of a message for the end of its root element. `canonical` is the canonical form of the message
 * without it. The key is RSA: its signature is the same each time, so that a message keeps its bytes.
 */
export function signatureOf(canonical: string, key: KeyObject): string {
  const digest = createHash('sha256').update(canonical).digest('base64');
  // Written as its own canonical form, which is what is signed.
  const signedInfo =
    `<SignedInfo xmlns="${SIGNATURE_NAMESPACE}">` +
    `<CanonicalizationMethod Algorithm="${EXCLUSIVE}"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="${RSA_SHA256}"></SignatureMethod>` +
    `<Reference URI=""><Transforms><Transform Algorithm="${ENVELOPED}"></Transform>` +
    `<Transform Algorithm="${EXCLUSIVE}"></Transform></Transforms>` +
    `<DigestMethod Algorithm="${SHA256}"></DigestMethod><DigestValue>${digest}</DigestValue></Reference></SignedInfo>`;
  const value = sign('sha256', Buffer.from(signedInfo), key).toString('base64');
  return `<Signature xmlns="${SIGNATURE_NAMESPACE}">${signedInfo}<SignatureValue>${value}</SignatureValue></Signature>`;
}
