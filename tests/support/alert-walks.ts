import type { Db } from '@/db/client';
import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import { createAlertBoard } from '@/server/alerts/board';
import { cellOf } from '@/server/presence/cells';
import type { PresenceState } from '@/server/presence/store';
import { createRandom, type Random } from '../faults/random';

const MINUTE = 60_000;
/** Who left a building of the area so long before the alert is told. */
const LEFT_WITHIN_MS = 10 * MINUTE;
const PEOPLE_AT_ONCE = 20;
const AREA = ['a', 'b'];
/** Buildings; outdoors far from all of them; and a place that is not known. */
const WHERE = ['a', 'b', 'c', 'd', 'outdoors', 'unknown'] as const;
type Where = (typeof WHERE)[number];
const FAR = cellOf(38.8, -9.2);

interface Step {
  person: string;
  at: number;
  to: Where;
  declared: boolean;
}

/**
 * Lets people walk at random before an alert of two buildings, while it is active, and until its all-clear; compares whom the
 * board tells what with what each walk by itself says. Returns what differs, one line for each person.
 */
export function walkAtRandom({ walks, seed }: { walks: number; seed: number }): string[] {
  const random = createRandom(seed);
  const wrong: string[] = [];
  for (let from = 0; from < walks; from += PEOPLE_AT_ONCE)
    wrong.push(...walkTogether(random, Math.min(PEOPLE_AT_ONCE, walks - from)));
  return wrong;
}

function walkTogether(random: Random, count: number): string[] {
  const people = Array.from({ length: count }, (_, n) => `u${n}`);
  const issuedAt = random.between(1, 30) * MINUTE;
  const endedAt = issuedAt + random.between(1, 30) * MINUTE;
  const steps = people.flatMap((person) => walkOf(random, person, endedAt + 10 * MINUTE));
  steps.sort((x, y) => x.at - y.at);
  const told = run(steps, { issuedAt, endedAt });
  return people.flatMap((person) => {
    const own = steps.filter((step) => step.person === person);
    const expected = expectedOf(own, { issuedAt, endedAt });
    const found = told.get(person) ?? [];
    return expected.join() === found.join()
      ? []
      : `expected "${expected}" and not "${found}" at ${issuedAt}, ${endedAt}: ${JSON.stringify(own)}`;
  });
}

function walkOf(random: Random, person: string, until: number): Step[] {
  const steps: Step[] = [];
  let at = random.between(0, 10 * MINUTE);
  while (at < until && steps.length < 12) {
    steps.push({ person, at, to: random.pick(WHERE), declared: random() < 0.3 });
    at += random.between(1, 9 * MINUTE);
  }
  return steps;
}

/** What a person was sent, in order: the reason, and `clear`. */
type Told = (AlertReason | 'clear')[];

/** Returns what the board told each person. */
function run(steps: readonly Step[], { issuedAt, endedAt }: { issuedAt: number; endedAt: number }) {
  const presences = new Map<string, PresenceState>();
  const told = new Map<string, Told>();
  let now = 0;
  const board = createAlertBoard({
    db: {} as Db,
    places: { get: buildingOf, buildings: () => [] },
    sockets: {
      send(userIds, { active }, reason) {
        for (const userId of userIds)
          told.set(userId, [...(told.get(userId) ?? []), active ? reason : 'clear']);
        return [];
      },
      refreshConsole() {},
      has: () => true,
    },
    presences: () => presences.values(),
    now: () => now,
  });
  const alert: WireAlert = {
    ...exampleAlert,
    kind: 'live',
    revision: 1,
    active: true,
    area: { campus: null, buildings: AREA.map((id) => ({ id, name: id })) },
  };
  let stored: Record<string, string[]> = {};
  const issue = () => {
    now = issuedAt;
    stored = byReason(board.audienceOf(alert.area));
    board.apply({ alert, told: stored });
  };
  const end = () => {
    now = endedAt;
    board.apply({ alert: { ...alert, revision: 2, type: 'all_clear', active: false }, told: stored });
  };
  const acts = [
    ...steps.map((step) => ({ at: step.at, act: () => walk(step) })),
    // Whoever moves at the same time moved before.
    { at: issuedAt + 0.5, act: issue },
    { at: endedAt + 0.5, act: end },
  ].sort((x, y) => x.at - y.at);
  function walk(step: Step) {
    now = step.at;
    const old = presences.get(step.person);
    const state = presenceOf(step);
    presences.set(step.person, state);
    board.moved(old, state);
  }
  for (const { act } of acts) act();
  return told;
}

/** Returns what one person is told, from their own walk alone. */
function expectedOf(
  own: readonly Step[],
  { issuedAt, endedAt }: { issuedAt: number; endedAt: number },
): Told {
  const isIn = ({ to }: Step) => AREA.includes(to);
  const before = own.filter(({ at }) => at <= issuedAt);
  const last = before.at(-1);
  const reason = (): AlertReason | null => {
    if (!last) return null;
    if (isIn(last)) return last.declared ? 'declared' : 'inside';
    const leftLately = before.some(
      (step, n) =>
        n > 0 &&
        step.at >= issuedAt - LEFT_WITHIN_MS &&
        isIn(before[n - 1] as Step) &&
        step.to !== before[n - 1]?.to,
    );
    if (leftLately) return 'left';
    return last.to === 'unknown' ? 'unknown' : null;
  };
  const first = reason();
  if (first) return [first, 'clear'];
  const enters = own.some((step) => step.at > issuedAt && step.at <= endedAt && isIn(step));
  return enters ? ['entered', 'clear'] : [];
}

function byReason(audience: ReadonlyMap<string, { reason: string }>): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const [userId, { reason }] of audience) told[reason] = [...(told[reason] ?? []), userId];
  return told;
}

const buildingOf = (id: string) => ({
  id,
  name: id,
  campusId: null,
  polygon: null,
  latitude: 38.7,
  longitude: -9.1,
  radius: 20,
});

let version = 0;
function presenceOf({ person, to, declared }: Step): PresenceState {
  version += 1;
  const buildingId = to === 'outdoors' || to === 'unknown' ? null : to;
  return {
    userId: person,
    username: person,
    name: person,
    version,
    online: true,
    sharing: false,
    end: 'gone',
    until: null,
    cell: to === 'unknown' ? null : FAR,
    device: null,
    range: 128,
    blocked: [],
    buildingId,
    declared: declared && buildingId !== null,
    room: null,
  };
}
