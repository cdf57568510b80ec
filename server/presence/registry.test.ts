import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WirePerson } from '@/protocol/messages';
import { unproject } from '@/server/places/geometry';
import { type Cell, cellCentre, cellOf, inReach, sameCell } from './cells';
import { createRegistry, type Registry } from './registry';
import type { PresenceState } from './store';

const BUILDINGS = ['north', 'south'];
const LATITUDE = 38.737;
const LONGITUDE = -9.139;
/** Returns a cell of a small campus: about `n` cells north and exactly `m` east of its corner. */
function cellAt(n: number, m: number): Cell {
  const { row, col } = cellOf(LATITUDE + (n * 64) / 111_195, LONGITUDE);
  return { row, col: col + m };
}

function person(n: number, more: Partial<PresenceState> = {}): PresenceState {
  return {
    userId: `user-${n}`,
    username: `ist${n}`,
    name: `Person ${n % 3}`,
    version: 1,
    online: true,
    sharing: true,
    end: 'gone',
    until: null,
    device: null,
    cell: cellAt(0, 0),
    range: 128,
    blocked: [],
    buildingId: null,
    declared: false,
    room: null,
    ...more,
  };
}

function world(isHere: (userId: string) => boolean = () => true) {
  const rooms: string[] = [];
  const registry = createRegistry({
    buildingName: (id) => `Building ${id}`,
    isHere,
    onRoomChange: (userId) => rooms.push(userId),
  });
  return { registry, rooms };
}

/** Computes who is visible directly from the rules of the SPEC, by comparison with everybody. */
function mayBeSeen(states: Map<string, PresenceState>, observerId: string): WirePerson[] {
  const observer = states.get(observerId);
  if (!observer) return [];
  const seen: WirePerson[] = [];
  for (const subject of states.values()) {
    if (subject.userId === observerId || !subject.online) continue;
    if (observer.blocked.includes(subject.userId) || subject.blocked.includes(observerId)) continue;
    const sameBuilding = observer.buildingId !== null && observer.buildingId === subject.buildingId;
    const inBuilding = sameBuilding && (subject.declared || !observer.declared);
    let band: WirePerson['band'] = null;
    const byBuilding = observer.range === 0 && observer.buildingId !== null;
    if (!byBuilding && observer.sharing && subject.sharing && observer.cell && subject.cell) {
      if (inReach(observer.cell, subject.cell, Math.max(128, observer.range))) {
        const here = sameBuilding || sameCell(observer.cell, subject.cell);
        band = here ? 'here' : inReach(observer.cell, subject.cell, 128) ? 'near' : 'in range';
      }
    }
    if (!inBuilding && band === null) continue;
    const id = subject.buildingId;
    seen.push({
      id: subject.username,
      name: subject.name,
      building: id === null ? null : { id, name: `Building ${id}` },
      declared: subject.declared,
      inBuilding,
      band,
    });
  }
  return seen.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

const PEOPLE = 7;
const change = fc.record({
  who: fc.nat(PEOPLE - 1),
  late: fc.boolean(),
  ends: fc.boolean(),
  /** A user whose sessions on this node end, or begin again. */
  toggles: fc.option(fc.nat(PEOPLE - 1), { nil: null, freq: 3 }),
  state: fc.record({
    online: fc.oneof(
      { weight: 3, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    sharing: fc.boolean(),
    cell: fc.option(fc.tuple(fc.nat(5), fc.nat(5)), { nil: null }),
    range: fc.constantFrom(0, 50, 128, 200, 500),
    buildingId: fc.constantFrom(null, ...BUILDINGS),
    declared: fc.boolean(),
    blocked: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.subarray(Array.from({ length: PEOPLE }, (_, n) => `user-${n}`)) },
    ),
  }),
});

const drained = (registry: Registry) => new Map(registry.drainMovements());

/** Creates a client's list of people, updated by snapshots and deltas. */
function createView(registry: Registry, userId: string) {
  let people = new Map(registry.people(userId).map((shown) => [shown.id, shown]));
  return {
    take(movements: ReturnType<typeof drained>) {
      const movement = movements.get(userId);
      if (movement === undefined) return;
      if (movement === null || movement.kind === 'snapshot') {
        people = new Map(registry.people(userId).map((shown) => [shown.id, shown]));
        return;
      }
      for (const shown of movement.people) people.set(shown.id, shown);
      for (const id of movement.gone) people.delete(id);
    },
    people: () => [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
const byId = (people: WirePerson[]) => people.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('the registry', () => {
  it('[P5][P8][P24] answers by the rules, and a snapshot plus later movements equals a fresh answer', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const elsewhere = new Set<string>();
        const { registry } = world((id) => !elsewhere.has(id));
        const states = new Map<string, PresenceState>();
        const views = new Map<string, ReturnType<typeof createView>>();
        changes.forEach(({ who: user, late, ends, toggles, state: { cell, ...rest } }, n) => {
          const toggled = `user-${toggles}`;
          if (!elsewhere.delete(toggled) && toggles !== null) elsewhere.add(toggled);
          views.delete(toggled);
          const before = states.get(`user-${user}`);
          const state = person(user, {
            ...rest,
            cell: cell && cellAt(...cell),
            version: late ? Math.max(0, (before?.version ?? 0) - 1) : n + 1,
          });
          registry.apply(state);
          if ((before?.version ?? -1) < state.version) states.set(state.userId, state);
          // A user who comes online receives everything, and every change from then on.
          for (const userId of [state.userId, toggled]) {
            if (!states.get(userId)?.online || elsewhere.has(userId)) views.delete(userId);
            else if (!views.has(userId)) views.set(userId, createView(registry, userId));
          }
          const told = [...states.values()]
            .filter(({ online }) => online)
            .flatMap(({ userId }) => mayBeSeen(states, userId).filter(({ id }) => id === state.username));
          const shownAs = registry.viewsOf(state.userId);
          expect(shownAs.map(({ people }) => people)).toEqual(
            shownAs.map(({ as }) => told.filter((each) => isDeepStrictEqual(each, as)).length),
          );
          expect(shownAs.reduce((sum, { people }) => sum + people, 0)).toBe(told.length);
          if (!ends) return;
          const movements = drained(registry);
          for (const [userId, view] of views) {
            view.take(movements);
            expect(registry.people(userId)).toEqual(mayBeSeen(states, userId));
            expect(view.people()).toEqual(byId(mayBeSeen(states, userId)));
            const inside = mayBeSeen(states, userId).filter((shown) => shown.inBuilding);
            expect(registry.visibleInBuilding(userId).map((state) => state.username)).toEqual(
              expect.arrayContaining(inside.map((shown) => shown.id)),
            );
            expect(registry.visibleInBuilding(userId)).toHaveLength(inside.length);
          }
        });
      }),
      { numRuns: 400 },
    );
  });

  it('[P5] is mutual: nobody in range sees a user who could not see them at the same range', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 12 }), (changes) => {
        const { registry } = world();
        for (const { who: user, state } of changes)
          registry.apply(
            person(user, { ...state, cell: state.cell && cellAt(...state.cell), range: 200, version: 1 }),
          );
        for (let n = 0; n < PEOPLE; n++) {
          for (const id of registry.inRange(`user-${n}`) ?? [])
            if (registry.stateOf(`user-${n}`)?.online) expect(registry.inRange(id)).toContain(`user-${n}`);
        }
      }),
    );
  });

  it('[P4] widens a range below two cells to two cells', () => {
    const { registry } = world();
    registry.apply(person(1, { range: 0 }));
    registry.apply(person(2, { cell: cellAt(0, 2) }));
    registry.apply(person(3, { cell: cellAt(0, 3) }));
    expect(registry.inRange('user-1')).toEqual(['user-2']);
    expect(registry.inRange('user-1', 1)).toEqual(['user-2']);
    expect(registry.people('user-1').map((shown) => [shown.id, shown.band])).toEqual([['ist2', 'near']]);
  });

  it('[P4] finds by a range of 0 those in the same building who share, and nobody else', () => {
    const { registry } = world();
    registry.apply(person(1, { range: 0, buildingId: 'north' }));
    registry.apply(person(2, { buildingId: 'north' }));
    registry.apply(person(3, { buildingId: 'south' }));
    registry.apply(person(4));
    registry.apply(person(5, { buildingId: 'north', sharing: false, cell: null, declared: true }));
    registry.apply(person(6, { buildingId: 'north', blocked: ['user-1'] }));
    expect(registry.inRange('user-1')).toEqual(['user-2']);
    expect(registry.inRange('user-1', 128)?.sort()).toEqual(['user-2', 'user-3', 'user-4']);
    expect(registry.inRange('user-2', 0)?.sort()).toEqual(['user-1', 'user-6']);
    expect(registry.people('user-1').map(({ id, inBuilding, band }) => [id, inBuilding, band])).toEqual([
      ['ist2', true, null],
      ['ist5', true, null],
    ]);
  });

  describe('the band', () => {
    const bandOf = (cell: Cell, buildings: [string | null, string | null] = [null, null]) => {
      const { registry } = world();
      registry.apply(person(1, { range: 5_000, buildingId: buildings[0] }));
      registry.apply(person(2, { cell, buildingId: buildings[1] }));
      return registry.people('user-1')[0]?.band;
    };

    it('is here in the same building or cell, near within two cells, else in range', () => {
      expect(bandOf(cellAt(0, 0))).toBe('here');
      expect(bandOf(cellAt(0, 40), ['north', 'north'])).toBe('here');
      expect(bandOf(cellAt(0, 1), ['north', 'south'])).toBe('near');
      expect(bandOf(cellAt(0, 2))).toBe('near');
      expect(bandOf(cellAt(0, 3))).toBe('in range');
    });

    it('[P2] is the same for everybody in two cells, so that it locates nobody within a cell', () => {
      const anywhere = fc.double({ min: -31, max: 31, noNaN: true });
      fc.assert(
        fc.property(anywhere, anywhere, fc.integer({ min: -5, max: 5 }), (x, y, columns) => {
          const position = unproject(cellCentre(cellAt(0, columns)), x, y);
          const cell = cellOf(position.latitude, position.longitude);
          expect(bandOf(cell)).toBe(bandOf(cellAt(0, columns)));
        }),
      );
    });
  });

  it('[P5] returns null to a user who does not share, and does not show that user', () => {
    const { registry } = world();
    registry.apply(person(1, { sharing: false }));
    registry.apply(person(2));
    registry.apply(person(3, { cell: null }));
    expect([registry.inRange('user-1'), registry.inRange('user-3'), registry.inRange('nobody')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(registry.inRange('user-2')).toEqual([]);
  });

  it('[P14] shows a user who chose a building to users located there, but not the reverse', () => {
    const { registry } = world();
    const chose = { declared: true, sharing: false, cell: null, buildingId: 'north' };
    registry.apply(person(1, { buildingId: 'north' }));
    registry.apply(person(2, chose));
    registry.apply(person(3, chose));
    registry.drainMovements();
    const seen = (userId: string) => byId(registry.people(userId)).map((shown) => shown.id);
    expect([seen('user-1'), seen('user-2'), seen('user-3')]).toEqual([['ist2', 'ist3'], ['ist3'], ['ist2']]);
    expect(registry.visibleInBuilding('user-2').map((state) => state.username)).toEqual(['ist3']);
    // Sharing that is turned on without a position changes nothing.
    registry.apply(person(2, { ...chose, sharing: true, version: 2 }));
    expect(seen('user-2')).toEqual(['ist3']);
    // Located there by position, the user sees the others and is seen by them.
    registry.apply(person(2, { buildingId: 'north', version: 3 }));
    expect([seen('user-2'), seen('user-3')]).toEqual([['ist1', 'ist3'], []]);
    expect(drained(registry).get('user-3')).toEqual({ kind: 'delta', people: [], gone: ['ist2'] });
  });

  it('ignores older versions, also of a user who left', () => {
    const { registry } = world();
    registry.apply(person(1, { version: 5, buildingId: 'north' }));
    registry.apply(person(1, { version: 4, buildingId: 'south' }));
    registry.apply(person(1, { version: 5, buildingId: 'south' }));
    expect(registry.everyoneInBuilding('south')).toEqual([]);
    registry.apply(person(1, { version: 7, online: false, sharing: false, cell: null, buildingId: null }));
    registry.apply(person(1, { version: 6, buildingId: 'south' }));
    expect([registry.online(), registry.everyoneInBuilding('south')]).toEqual([[], []]);
    registry.apply(person(1, { version: 8, buildingId: 'south' }));
    expect(registry.everyoneInBuilding('south')).toHaveLength(1);
  });

  it('reports users who are gone, also when they left before the delta was sent', () => {
    const { registry } = world((id) => id === 'user-1');
    registry.apply(person(1));
    registry.apply(person(2));
    registry.drainMovements();
    registry.apply(person(2, { version: 2, sharing: false, cell: null }));
    registry.apply(person(2, { version: 3, online: false, sharing: false, cell: null }));
    expect([...registry.drainMovements()]).toEqual([
      ['user-1', { kind: 'delta', people: [], gone: ['ist2'] }],
    ]);
  });

  it('makes one movement for all who see the same, and its own for a user who sees more', () => {
    const { registry } = world();
    const watchers = [1, 2, 3, 4, 5];
    for (const n of watchers) registry.apply(person(n));
    registry.apply(person(6, { range: 128, cell: cellAt(1, 0) }));
    registry.apply(person(7, { cell: cellAt(1, 0), blocked: watchers.slice(1).map((n) => `user-${n}`) }));
    registry.drainMovements();
    registry.apply(person(6, { version: 2, range: 128 }));
    registry.apply(person(7, { version: 2, blocked: watchers.slice(1).map((n) => `user-${n}`) }));
    const movements = drained(registry);
    const [both, ...alike] = watchers.map((n) => movements.get(`user-${n}`));
    expect(new Set(alike).size).toBe(1);
    const seen = (movement: typeof both) => movement?.people.map(({ id }) => id);
    expect([seen(both), seen(alike[0])]).toEqual([['ist6', 'ist7'], ['ist6']]);
  });

  it('shows a user who left and came back before the delta was sent', () => {
    const { registry } = world((id) => id === 'user-1');
    registry.apply(person(1));
    registry.apply(person(2));
    registry.drainMovements();
    registry.apply(person(2, { version: 2, online: false, sharing: false, cell: null }));
    registry.apply(person(2, { version: 3, cell: cellAt(1, 0) }));
    expect(drained(registry).get('user-1')).toMatchObject({ people: [{ id: 'ist2' }], gone: [] });
    // Someone else gets the place of a user who left and was reported.
    registry.apply(person(2, { version: 4, online: false, sharing: false, cell: null }));
    expect(drained(registry).get('user-1')).toMatchObject({ people: [], gone: ['ist2'] });
    registry.apply(person(3));
    expect([registry.stateOf('user-2'), registry.stateOf('user-3')?.username]).toEqual([undefined, 'ist3']);
    expect(drained(registry).get('user-1')).toMatchObject({ people: [{ id: 'ist3' }], gone: [] });
  });

  it('reports the username that observers know of a user who was renamed', () => {
    const { registry } = world((id) => id === 'user-1');
    registry.apply(person(1));
    registry.apply(person(2));
    registry.drainMovements();
    registry.apply(person(2, { version: 2, username: 'new' }));
    expect(drained(registry).get('user-1')).toMatchObject({
      people: [{ id: 'new' }],
      gone: ['ist2'],
    });
    registry.apply(person(2, { version: 3, username: 'erased', online: false, sharing: false, cell: null }));
    expect(drained(registry).get('user-1')).toMatchObject({ people: [], gone: ['new'] });
  });

  it('shows an observer whose session began between two movements how others are now', () => {
    const sessions = new Set(['user-2']);
    const { registry } = world((id) => sessions.has(id));
    registry.apply(person(1));
    registry.apply(person(2));
    registry.drainMovements();
    // Marked while the observer is in another cell and has no session here.
    registry.apply(person(2, { version: 2, cell: cellAt(1, 0) }));
    registry.apply(person(1, { version: 2, cell: cellAt(1, 0) }));
    sessions.add('user-1');
    expect(drained(registry).get('user-1')).toMatchObject({ people: [{ id: 'ist2', band: 'here' }] });
  });

  it('[P7] reveals no coordinate, cell, distance or internal id of anybody', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 3, maxLength: 25 }), (changes) => {
        const { registry } = world();
        changes.forEach(({ who: user, state }, n) => {
          registry.apply(
            person(user, { ...state, cell: state.cell && cellAt(...state.cell), version: n + 1 }),
          );
        });
        const movements = [...drained(registry).values()];
        const seen = Array.from({ length: PEOPLE }, (_, n) => registry.people(`user-${n}`));
        const scan = (value: unknown): void => {
          expect(typeof value).not.toBe('number');
          if (typeof value === 'string') expect(value).not.toMatch(/^user-|^-?\d+[.:]/);
          if (typeof value !== 'object' || value === null) return;
          for (const [key, inner] of Object.entries(value)) {
            expect(key).not.toMatch(/lat|lon|cell|row|col|range|dist|metre|version|room|userId/i);
            scan(inner);
          }
        };
        scan([movements, seen]);
      }),
    );
  });

  it('[P7] lists people by name, at any distance', () => {
    const { registry } = world();
    registry.apply(person(0, { range: 2000 }));
    const far = [5, 1, 3, 8, 2];
    for (const [n, cells] of far.entries())
      registry.apply(person(n + 1, { name: `N${n}`, cell: cellAt(cells, 0) }));
    expect(registry.people('user-0').map((shown) => shown.name)).toEqual(['N0', 'N1', 'N2', 'N3', 'N4']);
  });

  it('[P8] reports a movement to users whose view it changes and who have a session here', () => {
    const { registry } = world((id) => id !== 'user-9');
    const observers = () => [...drained(registry).keys()].sort();
    registry.apply(person(0, { cell: cellAt(0, 0) }));
    registry.apply(person(1, { cell: cellAt(0, 1) }));
    registry.apply(person(2, { cell: cellAt(400, 0) }));
    registry.apply(person(9, { cell: cellAt(0, 1) }));
    observers();
    // The user comes into the range of one, is far from another, and a third has no session here.
    registry.apply(person(3, { cell: cellAt(0, 2) }));
    expect(observers()).toEqual(['user-0', 'user-1']);
    // The user moves where only their own view changes.
    registry.apply(person(3, { cell: cellAt(0, -1), version: 2 }));
    expect(observers()).toEqual(['user-3']);
    // Nothing changes.
    registry.apply(person(3, { cell: cellAt(0, -1), version: 3 }));
    expect(observers()).toEqual([]);
    // The user leaves for the other side.
    registry.apply(person(3, { cell: cellAt(400, 1), version: 4 }));
    expect(observers()).toEqual(['user-0', 'user-1', 'user-2', 'user-3']);
  });

  it('[P8] examines as few people for a movement with 100,000 online as with 1,000, at the same density', async () => {
    const examinedAmong = async (perSide: number) => {
      const { registry } = world();
      const everyone = Array.from({ length: perSide ** 2 }, (_, n) =>
        person(n, { cell: cellAt(n % perSide, Math.floor(n / perSide)) }),
      );
      await registry.load(async () => everyone);
      registry.drainMovements();
      const before = registry.examined;
      // The same twenty moves each time, away from the edge of the crowd.
      for (let n = 1; n <= 20; n++) {
        registry.apply(
          person(12 * perSide + 12, { cell: cellAt(10 + (n % 7), 10 + (n % 5)), version: n + 1 }),
        );
      }
      return { examined: registry.examined - before, observers: drained(registry).size };
    };
    const few = await examinedAmong(32);
    expect(await examinedAmong(100)).toEqual(few);
    expect(await examinedAmong(316)).toEqual(few);
    expect(few.examined).toBeLessThan(20 * 150);
  });

  it('[P8] compares the same number of people for a movement, however many are far away', () => {
    const cost = (farAway: number) => {
      const { registry } = world();
      for (let n = 0; n < 20; n++) registry.apply(person(n, { cell: cellAt(n % 5, n % 4), range: 300 }));
      for (let n = 0; n < farAway; n++) {
        registry.apply(person(1000 + n, { cell: cellAt(500 + (n % 50), 500 + n), range: 500 }));
      }
      registry.drainMovements();
      const before = registry.examined;
      for (let n = 1; n <= 20; n++) {
        registry.apply(person(0, { cell: cellAt(n % 5, n % 3), version: n + 1 }));
        registry.drainMovements();
      }
      return registry.examined - before;
    };
    expect(cost(3_000)).toBe(cost(30));
  });

  it('reports a change of room, and not an unchanged room', () => {
    const { registry, rooms } = world((id) => id === 'user-1');
    const room = (id: string, fromSeq: number) => ({ id, fromSeq });
    registry.apply(person(1, { buildingId: 'north', room: room('a', 1) }));
    registry.apply(person(1, { version: 2, buildingId: 'north', room: room('a', 1) }));
    registry.apply(person(1, { version: 3, buildingId: 'south', room: room('b', 1) }));
    registry.apply(person(1, { version: 4 }));
    registry.apply(person(2, { buildingId: 'north', room: room('a', 1) }));
    expect(rooms).toEqual(['user-1', 'user-1', 'user-1']);
  });
});

describe('reloading', () => {
  it('replaces everything, and requests a snapshot for everybody here', async () => {
    const { registry, rooms } = world();
    registry.apply(person(1, { buildingId: 'north' }));
    registry.apply(person(2, { buildingId: 'north' }));
    registry.drainMovements();
    await registry.load(async () => [
      person(1, { version: 3, buildingId: 'south', room: { id: 's', fromSeq: 1 } }),
      person(3, { buildingId: 'south' }),
    ]);
    expect(registry.online().map((state) => state.userId)).toEqual(['user-1', 'user-3']);
    expect(registry.everyoneInBuilding('north')).toEqual([]);
    expect(registry.people('user-1').map((shown) => shown.id)).toEqual(['ist3']);
    expect([...registry.drainMovements()]).toEqual([
      ['user-1', null],
      ['user-3', null],
    ]);
    expect(rooms).toContain('user-1');
  });

  it('keeps states that were applied during the read', async () => {
    const { registry } = world();
    registry.apply(person(1));
    registry.apply(person(2));
    let answer: (states: PresenceState[]) => void = () => {};
    const reading = new Promise<PresenceState[]>((resolve) => {
      answer = resolve;
    });
    const loading = registry.load(() => reading);
    registry.apply(person(3));
    registry.apply(person(2, { version: 2, online: false, sharing: false, cell: null }));
    registry.apply(person(1, { version: 2, cell: cellAt(1, 0) }));
    // As it was stored a moment before.
    answer([person(1), person(2)]);
    await loading;
    expect(registry.online().map((state) => state.userId)).toEqual(['user-1', 'user-3']);
    expect(registry.stateOf('user-1')?.version).toBe(2);
  });

  it('keeps everything when the read fails', async () => {
    const { registry } = world();
    registry.apply(person(1));
    await expect(registry.load(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(registry.online()).toHaveLength(1);
  });
});
