import type { WirePerson } from '@/protocol/messages';
import type { Cell } from '@/server/presence/cells';
import { createRegistry, type Registry } from '@/server/presence/registry';
import { effectiveRange } from '@/server/presence/spatial-index';
import { newTrack, report } from '@/server/presence/track';
import { metres, type Point, positionOf, snap } from './plane';
import type { Question } from './posterior';

/** Something that answers who is near. */
export interface Oracle {
  name: string;
  /** Puts the target somewhere, before any question. */
  place(target: Point): void;
  /** Returns which of the intervals between `cuts` the distance of the target is in, as an account is told. */
  ask(account: number, question: Question): number;
  /** Returns the distances, in metres, at which the answer to a question of this range changes. */
  cuts(range: number): readonly number[];
}

/** Answers a question with the bands of `WirePerson`: in the same cell, two cells away, in range, or out of range. */
const BANDS: readonly (WirePerson['band'] | undefined)[] = ['here', 'near', 'in range', undefined];
export const bandCuts = (range: number) => [1, 129, effectiveRange(range) + 1];
/** The distances at which the answer to a question about who is in range changes. */
export const rangeCuts = (range: number) => [effectiveRange(range) + 1];
/** Returns which interval between `bandCuts` a person is in, as an answer shows them; undefined: it does not. */
export const intervalOf = (person: Pick<WirePerson, 'band'> | null | undefined) =>
  BANDS.indexOf(person?.band ?? undefined);

/** Returns the cell that a report of a position publishes, as a new device's. */
function publishedCell(point: Point): Cell {
  const position = { ...positionOf(point), at: 0 };
  const { outcome } = report(newTrack(), position, { state: 'outside' }, 0);
  if (outcome.kind !== 'published') throw new Error('The first report is published.');
  return outcome.cell;
}

const TARGET = 'target';

/** The functions of the server that decide who is found, without any limit. */
function quadFunctions() {
  const registry = createRegistry({ buildingName: () => undefined, isHere: () => false, onRoomChange() {} });
  let version = 0;
  const put = (userId: string, cell: Cell | null, range = 128) => {
    version += 1;
    registry.apply({ ...presence(userId), version, cell, range, online: cell !== null });
    registry.drainMovements();
  };
  return { registry, put };
}

function presence(userId: string): Parameters<Registry['apply']>[0] {
  return {
    userId,
    username: userId,
    name: userId,
    version: 0,
    online: true,
    sharing: true,
    end: 'off',
    until: null,
    cell: null,
    device: null,
    range: 128,
    blocked: [],
    buildingId: null,
    declared: false,
    room: null,
  };
}

/** Quad's own answer: the band in which each account sees the target. */
export function quadBands(): Oracle {
  const { registry, put } = quadFunctions();
  return {
    name: 'who is near, by band',
    place: (target) => put(TARGET, publishedCell(target)),
    ask(account, { from, range }) {
      put(`attacker-${account}`, publishedCell(from), range);
      return intervalOf(registry.seenBy(`attacker-${account}`, TARGET));
    },
    cuts: bandCuts,
  };
}

/** How many people are in range among a crowd, with the target and without: the difference says where the target is. */
export function quadCounts(crowd: readonly Point[]): Oracle {
  const { registry, put } = quadFunctions();
  for (const [n, point] of crowd.entries()) put(`person-${n}`, publishedCell(point));
  let cell: Cell | null = null;
  return {
    name: 'differences of counts',
    place: (target) => {
      cell = publishedCell(target);
    },
    ask(account, { from, range }) {
      put(`attacker-${account}`, publishedCell(from), range);
      const count = () => registry.inRange(`attacker-${account}`, range)?.length ?? 0;
      put(TARGET, null);
      const without = count();
      put(TARGET, cell);
      return count() > without ? 0 : 1;
    },
    cuts: rangeCuts,
  };
}

/** A server without protection, which compares positions; with `snapsAsker` it snaps the asker only. */
export function unprotected(snapsAsker = false): Oracle {
  let at: Point = { x: 0, y: 0 };
  return {
    name: snapsAsker ? 'only the asker in a cell' : 'no protection',
    place: (target) => {
      at = target;
    },
    ask(_account, { from, range }) {
      const distance = metres(snapsAsker ? snap(from) : from, at);
      return bandCuts(range).filter((cut) => distance > cut).length;
    },
    cuts: bandCuts,
  };
}

/** Returns a function that lists who is seen from a place, in the order of the answer. */
export function peopleSeen(people: readonly Point[]): (asker: Point) => string[] {
  const { registry, put } = quadFunctions();
  for (const [n, point] of people.entries()) put(`person-${n}`, publishedCell(point));
  return (asker) => {
    put('attacker', publishedCell(asker), 1_000);
    return registry.people('attacker').map(({ id }) => id);
  };
}
