import { circleOf, polygonOf } from './areas';
import { checkStructure } from './content-model';
import { CAP_NAMESPACE, type CapArea, type CapInfo, type CapMessage, type NamedValue } from './message';
import { readXml, type XmlTree } from './read-xml';
import { Refusal } from './refusals';
import { checkMessage } from './rules';
import { referencesIn, wordsIn } from './values';
import { type SignatureState, verifySignature } from './verify-signature';

const MEDIA_TYPES = [
  'application/cap+xml',
  'application/common-alerting-protocol+xml',
  'application/xml',
  'text/xml',
];

export interface ParsedMessage {
  message: CapMessage;
  signature: SignatureState;
}

/**
 * Parses a message of CAP 1.2. `key` is the public key (PEM) of a sender that signs its messages; without it a signature
 * is not checked. Throws a Refusal with the first fault: in the document, the structure, the values, between the values,
 * in the signature.
 */
export async function parseMessage(
  bytes: Uint8Array,
  { mediaType, key = null }: { mediaType: string; key?: string | null },
): Promise<ParsedMessage> {
  if (!MEDIA_TYPES.includes(mediaType.split(';')[0]?.trim().toLowerCase() ?? ''))
    throw new Refusal('media_type', '/');
  return readXml(bytes, (file) => {
    checkStructure(file.root);
    const message = messageOf(file.root);
    checkMessage(message);
    return { message, signature: verifySignature(file, key) };
  });
}

const all = (tree: XmlTree, name: string) =>
  tree.children.filter((child) => child.name === name && child.namespace === CAP_NAMESPACE);
const optional = (tree: XmlTree, name: string) => all(tree, name)[0]?.text ?? null;
const required = (tree: XmlTree, name: string) => all(tree, name)[0]?.text as string;
const texts = (tree: XmlTree, name: string) => all(tree, name).map(({ text }) => text);
const named = (tree: XmlTree, name: string): NamedValue[] =>
  all(tree, name).map((each) => ({ name: required(each, 'valueName'), value: required(each, 'value') }));

/** Returns the message of a document whose structure is checked: every term is one of CAP. */
function messageOf(root: XmlTree): CapMessage {
  const words = (name: string) => all(root, name).flatMap(({ text, path }) => wordsIn(text, path));
  return {
    identifier: required(root, 'identifier'),
    sender: required(root, 'sender'),
    sent: required(root, 'sent'),
    status: required(root, 'status') as CapMessage['status'],
    msgType: required(root, 'msgType') as CapMessage['msgType'],
    source: optional(root, 'source'),
    scope: required(root, 'scope') as CapMessage['scope'],
    restriction: optional(root, 'restriction'),
    addresses: words('addresses'),
    codes: texts(root, 'code'),
    note: optional(root, 'note'),
    references: all(root, 'references').flatMap(({ text, path }) => referencesIn(text, path)),
    incidents: words('incidents'),
    infos: all(root, 'info').map(infoOf),
  };
}

function infoOf(tree: XmlTree): CapInfo {
  return {
    language: optional(tree, 'language') || 'en-US',
    categories: texts(tree, 'category'),
    event: required(tree, 'event'),
    responses: texts(tree, 'responseType'),
    urgency: required(tree, 'urgency'),
    severity: required(tree, 'severity'),
    certainty: required(tree, 'certainty'),
    audience: optional(tree, 'audience'),
    eventCodes: named(tree, 'eventCode'),
    effective: optional(tree, 'effective'),
    onset: optional(tree, 'onset'),
    expires: optional(tree, 'expires'),
    senderName: optional(tree, 'senderName'),
    headline: optional(tree, 'headline'),
    description: optional(tree, 'description'),
    instruction: optional(tree, 'instruction'),
    web: optional(tree, 'web'),
    contact: optional(tree, 'contact'),
    parameters: named(tree, 'parameter'),
    resources: all(tree, 'resource').map((each) => ({
      description: required(each, 'resourceDesc'),
      mimeType: required(each, 'mimeType'),
      size: optional(each, 'size') === null ? null : Number(optional(each, 'size')),
      uri: optional(each, 'uri'),
      derefUri: optional(each, 'derefUri'),
      digest: optional(each, 'digest'),
    })),
    areas: all(tree, 'area').map(areaOf),
  };
}

const areaOf = (tree: XmlTree): CapArea => ({
  description: required(tree, 'areaDesc'),
  polygons: all(tree, 'polygon').map(({ text, path }) => polygonOf(text, path)),
  circles: all(tree, 'circle').map(({ text, path }) => circleOf(text, path)),
  geocodes: named(tree, 'geocode'),
  altitude: optional(tree, 'altitude'),
  ceiling: optional(tree, 'ceiling'),
});
