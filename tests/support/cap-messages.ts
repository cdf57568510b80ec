import fc from 'fast-check';
import {
  CAP_CATEGORIES,
  CAP_CERTAINTIES,
  CAP_RESPONSES,
  CAP_SEVERITIES,
  CAP_URGENCIES,
} from '@/protocol/alert-kinds';
import type { Pair } from '@/server/alerts/cap/areas';
import {
  CAP_MESSAGE_TYPES,
  CAP_STATUSES,
  type CapArea,
  type CapInfo,
  type CapMessage,
} from '@/server/alerts/cap/message';

const SENT = Date.parse('2026-11-30T08:00:00Z');
/** What XML has to escape, what it would normalise, characters outside the basic plane, and what looks like markup. */
const PIECES = [
  'a',
  'São',
  '&',
  '<b>',
  ']]>',
  '"',
  "'",
  '\r\n',
  '\t',
  '  ',
  '\u{1f6a8}',
  '\u4e2d',
  '&amp;',
  '<!--',
  '0012',
  '+351',
];
const text = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 })
  .map((pieces) => `x${pieces.join('')}`);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const name = fc.stringMatching(/^[A-Za-z0-9._:/-]{1,30}$/);
const word = fc.oneof(name, fc.stringMatching(/^[a-z]{1,5} [a-z]{1,5}$/));
const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });
const named = list(fc.record({ name: text, value: text }), 2);

/** A time from `min` to `max` hours after the message is sent, with any offset. */
const time = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min: min * 3600, max: max * 3600 }), fc.integer({ min: -14 * 60, max: 14 * 60 }))
    .map(([seconds, minutes]) => {
      const local = new Date(SENT + seconds * 1000 + minutes * 60_000).toISOString().slice(0, 19);
      const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
      return `${local}${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
    });
const degrees = (max: number) =>
  fc.integer({ min: -max * 1e6, max: max * 1e6 }).map((micro) => (micro === 0 ? 0 : micro / 1e6));
const pair: fc.Arbitrary<Pair> = fc.tuple(degrees(80), degrees(170));
/** A rectangle: a ring that does not cross itself. */
const polygon = fc.tuple(pair, fc.integer({ min: 1, max: 9_000_000 })).map(([[lat, lon], size]): Pair[] => {
  const [north, east] = [(Math.round(lat * 1e6) + size) / 1e6, (Math.round(lon * 1e6) + size) / 1e6];
  return [
    [lat, lon],
    [north, lon],
    [north, east],
    [lat, east],
    [lat, lon],
  ];
});
const area: fc.Arbitrary<CapArea> = fc
  .record({
    description: text,
    polygons: list(polygon, 2),
    circles: list(
      fc.record({ centre: pair, radius: fc.integer({ min: 0, max: 20_000_000 }).map((m) => m / 1000) }),
      2,
    ),
    geocodes: named,
    altitude: optional(fc.constantFrom('0', '-12.5', '100')),
    ceiling: optional(fc.constantFrom('100.5', '30000')),
  })
  .map((each) => (each.altitude === null ? { ...each, ceiling: null } : each));
const resource = fc.record({
  description: text,
  mimeType: fc.constantFrom('image/png', 'application/vnd.x+json'),
  size: optional(fc.nat()),
  uri: optional(fc.constantFrom('https://met.example/map.png?a=1&b=2')),
  derefUri: optional(fc.constantFrom('aGVsbG8=')),
  digest: optional(fc.constantFrom('aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d')),
});
const info = fc.record<CapInfo>({
  language: fc.constantFrom('en-US', 'pt', 'zh-Hant-TW'),
  categories: fc.constant([]),
  event: text,
  responses: fc.subarray([...CAP_RESPONSES]),
  urgency: fc.constantFrom(...CAP_URGENCIES),
  severity: fc.constantFrom(...CAP_SEVERITIES),
  certainty: fc.constantFrom(...CAP_CERTAINTIES),
  audience: optional(text),
  eventCodes: fc.constant([]),
  effective: optional(time(-20, 2)),
  onset: optional(time(-20, 2)),
  expires: optional(time(3, 48)),
  senderName: optional(text),
  headline: optional(text),
  description: optional(text),
  instruction: optional(text),
  web: optional(fc.constantFrom('https://met.example/?a=1&b=2')),
  contact: optional(text),
  parameters: named,
  resources: list(resource, 1),
  areas: list(area, 2),
});

/** Valid messages of CAP 1.2, with everything that a message can have. */
export const capMessages: fc.Arbitrary<CapMessage> = fc
  .record({
    identifier: name,
    sender: name,
    sent: time(0, 0),
    status: fc.constantFrom(...CAP_STATUSES),
    msgType: fc.constantFrom(...CAP_MESSAGE_TYPES),
    source: optional(text),
    scope: fc.constantFrom('Public', 'Restricted', 'Private' as const),
    restriction: text,
    addresses: fc.array(word, { minLength: 1, maxLength: 3 }),
    codes: list(text),
    note: optional(text),
    references: fc.array(
      fc.record({ sender: name, identifier: name.map((each) => `${each}0`), sent: time(-48, 0) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    incidents: list(word),
    infos: fc.array(info, { minLength: 1, maxLength: 3 }),
    categories: fc.subarray([...CAP_CATEGORIES], { minLength: 1 }),
    eventCodes: named,
  })
  .filter(({ identifier, references }) => references.every((each) => each.identifier !== identifier))
  .map(
    ({ categories, eventCodes, infos, ...message }): CapMessage => ({
      ...message,
      restriction: message.scope === 'Restricted' ? message.restriction : null,
      references: message.msgType === 'Alert' ? [] : message.references,
      infos: infos.map((each) => ({ ...each, categories, eventCodes })),
    }),
  );
