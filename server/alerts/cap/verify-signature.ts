import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { SIGNATURE_NAMESPACE } from './message';
import type { XmlFile, XmlTree } from './read-xml';
import { Refusal } from './refusals';
import { DIGESTS, ENVELOPED, EXCLUSIVE, INCLUSIVE, SIGNATURES } from './signature';

/** `unchecked`: it is signed, and the key of the sender is not known. */
export type SignatureState = 'none' | 'valid' | 'unchecked';

const MIN_RSA_BITS = 2_048;
const CANONICAL = [EXCLUSIVE, INCLUSIVE];

/**
 * Returns the state of the signature of a document. With the sender's public key (PEM) refuses every document that it
 * has not signed as a whole. Without it a signature is not a reason for a refusal (CAP 1.2, 3.3.4.1), unless the element
 * is not a signature.
 */
export function verifySignature(file: XmlFile, pem: string | null): SignatureState {
  const signature = file.root.children.find(
    ({ name, namespace }) => name === 'Signature' && namespace === SIGNATURE_NAMESPACE,
  );
  if (!signature) {
    if (pem !== null) throw new Refusal('signature_missing', '/alert/Signature');
    return 'none';
  }
  assertForm(signature);
  if (pem === null) return 'unchecked';
  verifyWith(file, signature, createPublicKey(pem));
  return 'valid';
}

/** Refuses what has another form than SignedInfo, SignatureValue, then KeyInfo and Objects. */
function assertForm(signature: XmlTree): void {
  const names = signature.children.map(({ name, namespace }) =>
    namespace === SIGNATURE_NAMESPACE ? name : `other ${name}`,
  );
  const isForm = /^SignedInfo SignatureValue( KeyInfo)?( Object)*$/.test(names.join(' '));
  if (!isForm || /\S/.test(signature.text)) throw new Refusal('signature_garbage', signature.path);
}

const child = (tree: XmlTree | undefined, name: string) =>
  tree?.children.find((each) => each.name === name && each.namespace === SIGNATURE_NAMESPACE);
const attribute = (tree: XmlTree | undefined, name: string) =>
  tree?.attributes.find((each) => each.name === name && each.namespace === '')?.value;
const algorithm = (tree: XmlTree | undefined) => attribute(tree, 'Algorithm') ?? '';

function verifyWith(file: XmlFile, signature: XmlTree, key: KeyObject): void {
  const { path } = signature;
  const info = child(signature, 'SignedInfo') as XmlTree;
  const references = info.children.filter(({ name }) => name === 'Reference');
  const [reference] = references;
  if (references.length !== 1 || attribute(reference, 'URI') !== '')
    throw new Refusal('signature_reference', `${path}/SignedInfo/Reference`);
  const transforms = child(reference, 'Transforms')?.children ?? [];
  const [enveloped, ...canonical] = transforms.map(algorithm);
  const canonicalInfo = algorithm(child(info, 'CanonicalizationMethod'));
  const isPlain = [...transforms, child(info, 'CanonicalizationMethod')].every((each) => !each?.children[0]);
  if (
    enveloped !== ENVELOPED ||
    canonical.length > 1 ||
    ![...canonical, canonicalInfo].every((each) => CANONICAL.includes(each)) ||
    !isPlain
  )
    throw new Refusal('signature_transforms', `${path}/SignedInfo`);
  const method = SIGNATURES[algorithm(child(info, 'SignatureMethod'))];
  const digest = DIGESTS[algorithm(child(reference, 'DigestMethod'))];
  const isWeak =
    key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS;
  if (!method || !digest || isWeak) throw new Refusal('signature_weak', `${path}/SignedInfo`);

  // The digest last: it removes the signature from the document.
  const signed = file.canonical({ exclusive: canonicalInfo === EXCLUSIVE, element: info });
  const value = Buffer.from(child(signature, 'SignatureValue')?.text ?? '', 'base64');
  const isSigned =
    key.asymmetricKeyType === method.type &&
    verify(method.hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, value);
  if (!isSigned) throw new Refusal('signature_forged', `${path}/SignatureValue`);
  const document = file.canonical({ exclusive: canonical[0] === EXCLUSIVE, without: signature });
  const wanted = Buffer.from(child(reference, 'DigestValue')?.text ?? '', 'base64');
  const actual = createHash(digest).update(document).digest();
  if (wanted.length !== actual.length || !timingSafeEqual(wanted, actual))
    throw new Refusal('signature_forged', `${path}/SignedInfo/Reference/DigestValue`);
}
