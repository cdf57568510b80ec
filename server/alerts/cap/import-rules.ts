import type { Building } from '@/server/places/geometry';
import { areaOf, boxesOf, isInBoxes, isInShapes, type Shapes, swapped } from './areas';
import type { CapMessage } from './message';
import { Refusal } from './refusals';
import type { CapGeocode } from './sources';
import { instantOf, type Reference } from './values';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MAX_AHEAD_MS = 5 * MINUTE_MS;
const NEAR_METRES = 50_000;
const MAX_AREA = 1_000 * 1_000_000;
/** Of all polygons together; more would hold the node up for every building. */
const MAX_CORNERS = 5_000;

/** A message that was imported before, as far as a later one needs it. */
export interface KnownMessage {
  id: string;
  sender: string;
  identifier: string;
  /** In milliseconds since 1970. */
  sent: number;
  /** The hash of its content. */
  hash: string;
  references: Reference[];
  /** A later message has cancelled it, or it has expired. */
  ended: boolean;
  /** A later message has replaced it. */
  replaced: boolean;
}

/** When a message is over: the last time at which one of its infos expires, else a day after it was sent. */
export function endOf({ sent, infos }: CapMessage): number {
  const ends = infos.map(({ expires }) => (expires === null ? instantOf(sent) + DAY_MS : instantOf(expires)));
  return ends.length === 0 ? instantOf(sent) + DAY_MS : Math.max(...ends);
}

/**
 * Refuses a message that must not become a draft, though it is valid. `known` has the message of the same identifier, and
 * all to which its references lead; `now` is in milliseconds. What a Cancel means is decided by its type and its
 * references: its severity is not looked at.
 */
export function checkImport(
  message: CapMessage,
  context: { senders: readonly string[]; now: number; known: readonly KnownMessage[]; hash: string },
): void {
  const { sender, identifier, sent, status, msgType } = message;
  const { senders, now, known, hash } = context;
  if (!senders.includes(sender)) throw new Refusal('sender_unknown', '/alert/sender');
  if (known.some((each) => isNamed(each, message) && each.hash !== hash))
    throw new Refusal('content_conflict', '/alert/identifier');
  if (instantOf(sent) > now + MAX_AHEAD_MS) throw new Refusal('sent_future', '/alert/sent');
  if (msgType !== 'Cancel' && instantOf(sent) < now - DAY_MS && endOf(message) <= now)
    throw new Refusal('too_old', '/alert/sent');
  if (status === 'Draft') throw new Refusal('status_draft', '/alert/status');
  if (leadsBack({ sender, identifier }, message.references, known))
    throw new Refusal('reference_cycle', '/alert/references');
  if (msgType === 'Update' || msgType === 'Cancel') checkChange(message, known);
}

/** Returns whether a known message has the sender and the identifier of another. */
export const isNamed = (
  known: Pick<KnownMessage, 'sender' | 'identifier'>,
  { sender, identifier }: Pick<Reference, 'sender' | 'identifier'>,
) => known.sender === sender && known.identifier === identifier;

const nameOf = ({ sender, identifier }: Pick<Reference, 'sender' | 'identifier'>) =>
  `${sender}\n${identifier}`;

/** Returns a function from references to the known messages that they name: the instant decides, not how its time is written. */
export function referrer(
  known: readonly KnownMessage[],
): (references: readonly Reference[]) => KnownMessage[] {
  const byName = new Map(known.map((each) => [nameOf(each), each]));
  return (references) =>
    references.flatMap((reference) => {
      const named = byName.get(nameOf(reference));
      return named?.sent === instantOf(reference.sent) ? named : [];
    });
}

function checkChange({ msgType, references, sender }: CapMessage, known: readonly KnownMessage[]): void {
  const path = '/alert/references';
  if (references.some((reference) => reference.sender !== sender))
    throw new Refusal('reference_foreign', path);
  const referred = referrer(known)(references);
  if (referred.length === 0) throw new Refusal('reference_unknown', path);
  if (referred.every(({ ended }) => ended)) throw new Refusal('reference_ended', path);
  const pending = referred.filter(({ ended, replaced }) => !ended && !replaced);
  if (msgType === 'Cancel' && pending.length > 1) throw new Refusal('cancel_ambiguous', path);
}

/** Returns whether references lead, over known messages, back to the message. */
function leadsBack(
  message: Pick<Reference, 'sender' | 'identifier'>,
  references: readonly Reference[],
  known: readonly KnownMessage[],
): boolean {
  const seen = new Set<string>();
  const referredIn = referrer(known);
  const waiting = referredIn(references);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (next.references.some((each) => isNamed(each, message))) return true;
    waiting.push(...referredIn(next.references));
  }
  return false;
}

/**
 * Returns the buildings that a message is about: those that its shapes hold, and those of its geocodes by the list of its
 * source. Empty: the whole campus is meant. Null: it is about another place. Refuses what `buildingsInShapes` refuses.
 */
export function buildingsOf(
  message: CapMessage,
  { buildings, geocodes }: { buildings: readonly Building[]; geocodes: readonly CapGeocode[] },
): string[] | null {
  const areas = message.infos.flatMap((info) => info.areas);
  const named = areas.flatMap((area) => area.geocodes);
  const listed = geocodes.filter(({ name, value }) =>
    named.some((each) => each.name === name && each.value === value),
  );
  const hasShape = areas.some(({ polygons, circles }) => polygons.length + circles.length > 0);
  if (!hasShape && named.length > 0 && geocodes.length > 0 && listed.length === 0) return null;
  const inShapes = hasShape || listed.length === 0 ? buildingsInShapes(message, buildings) : null;
  if (listed.length === 0) return inShapes;
  const known = new Set(buildings.map(({ id }) => id));
  const byGeocode = listed.map((each) => each.buildings.filter((id) => known.has(id)));
  // One part of it is the whole campus, or no building that is known.
  if (inShapes?.length === 0 || byGeocode.some(({ length }) => length === 0)) return [];
  return [...new Set([...(inShapes ?? []), ...byGeocode.flat()])];
}

/**
 * Returns the buildings that an area of the message holds. Empty: the whole campus is meant, because the area has no
 * shape, is larger than 1,000 km² or very detailed, or holds no building. Null: the area is more than 50 km away from every
 * building. Refuses an area that is near only with latitude and longitude swapped.
 */
function buildingsInShapes(message: CapMessage, buildings: readonly Building[]): string[] | null {
  const areas = message.infos.flatMap(({ areas }) => areas);
  const shapes: Shapes = {
    polygons: areas.flatMap(({ polygons }) => polygons),
    circles: areas.flatMap(({ circles }) => circles),
  };
  if (shapes.polygons.length + shapes.circles.length === 0) return [];
  const placed = buildings.filter((building) => building.latitude !== null);
  const isNear = (each: Shapes) => {
    const boxes = boxesOf(each, NEAR_METRES);
    return placed.some((building) => isInBoxes(boxes, building));
  };
  if (!isNear(shapes)) {
    const other = swapped(shapes);
    if (other && isNear(other)) throw new Refusal('coordinates_swapped', pathOfFirstShape(message));
    return placed.length === 0 ? [] : null;
  }
  const corners = shapes.polygons.reduce((sum, { length }) => sum + length, 0);
  if (areaOf(shapes) > MAX_AREA || corners > MAX_CORNERS) return [];
  const boxes = boxesOf(shapes, 0);
  return placed
    .filter((building) => isInBoxes(boxes, building) && isInShapes(shapes, building))
    .map(({ id }) => id);
}

function pathOfFirstShape({ infos }: CapMessage): string {
  for (const [i, { areas }] of infos.entries())
    for (const [a, { polygons, circles }] of areas.entries()) {
      const path = `/alert/info[${i + 1}]/area[${a + 1}]`;
      if (polygons.length > 0) return `${path}/polygon[1]`;
      if (circles.length > 0) return `${path}/circle[1]`;
    }
  return '/alert';
}
