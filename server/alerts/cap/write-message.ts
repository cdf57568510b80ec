import type { KeyObject } from 'node:crypto';
import type { Pair } from './areas';
import {
  CAP_NAMESPACE,
  type CapArea,
  type CapInfo,
  type CapMessage,
  type CapResource,
  type NamedValue,
} from './message';
import { signatureOf } from './signature';

/** The name of an element, and its text or its own elements; what is null or an empty list is left out. */
type Part = readonly [name: string, content: string | readonly Part[] | null];

/** Returns text as canonical XML has it between tags (C14N 1.0, 2.3). */
export const escaped = (text: string): string =>
  text.replace(/[&<>\r]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&#xD;');

const written = (parts: readonly Part[]): string =>
  parts
    .flatMap(([name, content]) =>
      content === null
        ? []
        : `<${name}>${typeof content === 'string' ? escaped(content) : written(content)}</${name}>`,
    )
    .join('');

const each = (name: string, texts: readonly string[]): Part[] => texts.map((text) => [name, text] as const);
const named = (name: string, values: readonly NamedValue[]): Part[] =>
  values.map((pair) => [
    name,
    [
      ['valueName', pair.name],
      ['value', pair.value],
    ],
  ]);
const words = (list: readonly string[]): string | null =>
  list.length === 0 ? null : list.map((word) => (/^\S+$/.test(word) ? word : `"${word}"`)).join(' ');
/** Six decimals of a degree are a tenth of a metre. */
const degrees = (value: number): string => String(Number(value.toFixed(6)));
const pair = ([latitude, longitude]: Pair): string => `${degrees(latitude)},${degrees(longitude)}`;

/**
 * Returns a message as XML in the order of the schema, with the declaration. After it the document is its own canonical
 * form. With a key (RSA) it is signed.
 */
export function writeMessage(message: CapMessage, key: KeyObject | null = null): string {
  const { references, infos, codes, addresses, incidents, ...alert } = message;
  const content = written([
    ['identifier', alert.identifier],
    ['sender', alert.sender],
    ['sent', alert.sent],
    ['status', alert.status],
    ['msgType', alert.msgType],
    ['source', alert.source],
    ['scope', alert.scope],
    ['restriction', alert.restriction],
    ['addresses', words(addresses)],
    ...each('code', codes),
    ['note', alert.note],
    [
      'references',
      words(references.map(({ sender, identifier, sent }) => `${sender},${identifier},${sent}`)),
    ],
    ['incidents', words(incidents)],
    ...infos.map((info) => ['info', infoParts(info)] as const),
  ]);
  const root = (inside: string) => `<alert xmlns="${CAP_NAMESPACE}">${inside}</alert>`;
  const signature = key ? signatureOf(root(content), key) : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root(content + signature)}`;
}

const infoParts = (info: CapInfo): Part[] => [
  ['language', info.language],
  ...each('category', info.categories),
  ['event', info.event],
  ...each('responseType', info.responses),
  ['urgency', info.urgency],
  ['severity', info.severity],
  ['certainty', info.certainty],
  ['audience', info.audience],
  ...named('eventCode', info.eventCodes),
  ['effective', info.effective],
  ['onset', info.onset],
  ['expires', info.expires],
  ['senderName', info.senderName],
  ['headline', info.headline],
  ['description', info.description],
  ['instruction', info.instruction],
  ['web', info.web],
  ['contact', info.contact],
  ...named('parameter', info.parameters),
  ...info.resources.map((resource) => ['resource', resourceParts(resource)] as const),
  ...info.areas.map((area) => ['area', areaParts(area)] as const),
];

const resourceParts = (resource: CapResource): Part[] => [
  ['resourceDesc', resource.description],
  ['mimeType', resource.mimeType],
  ['size', resource.size === null ? null : String(resource.size)],
  ['uri', resource.uri],
  ['derefUri', resource.derefUri],
  ['digest', resource.digest],
];

const areaParts = (area: CapArea): Part[] => [
  ['areaDesc', area.description],
  ...each(
    'polygon',
    area.polygons.map((ring) => ring.map(pair).join(' ')),
  ),
  ...each(
    'circle',
    area.circles.map(({ centre, radius }) => `${pair(centre)} ${Number(radius.toFixed(6))}`),
  ),
  ...named('geocode', area.geocodes),
  ['altitude', area.altitude],
  ['ceiling', area.ceiling],
];
