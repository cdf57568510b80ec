import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoundedBuilding, distance, type Position, unproject } from '@/server/places/geometry';
import { cellCentre, cellOf } from './cells';
import {
  due,
  expired,
  forget,
  newTrack,
  PRECISE_MS,
  precisePosition,
  type ReportLocated,
  rebuilt,
  report,
  settled,
  type Track,
  type TrackOptions,
  withdraw,
} from './track';

const MINUTE = 60_000;
/** Ten seconds into an epoch. */
const T0 = 1_800_000_010_000;
const EPOCH = T0 + 50_000;
const OUTSIDE: ReportLocated = { state: 'outside' };
const UNKNOWN: ReportLocated = { state: 'unknown' };
const HOME = cellOf(38.7368, -9.139);
const CENTRE = cellCentre(HOME);
/** A position `metres` east of the centre of the home cell (whose side is 32 m away). */
const east = (metres: number): Position => unproject(CENTRE, metres, 0);
/** A report in a building whose centre is `metres` east of the home cell's. */
const inside = (id: string, metres = 0): ReportLocated => ({
  state: 'inside',
  building: { id, ...east(metres) },
});
const cellEast = (metres: number) => {
  const p = east(metres);
  return cellOf(p.latitude, p.longitude);
};

/** Simulates a walk: reports and the passing of time, on one track. */
function walker(options: Partial<TrackOptions> = {}) {
  let track: Track = newTrack();
  return {
    get track() {
      return track;
    },
    set track(value) {
      track = value;
    },
    at(position: Position, now: number, located: ReportLocated = OUTSIDE, accuracy?: number) {
      const result = report(track, { ...position, accuracy, at: now }, located, now, options);
      track = result.track;
      return result.outcome;
    },
    due(now: number) {
      const result = due(track, now, options);
      if (result) track = result.track;
      return result?.outcome ?? null;
    },
  };
}

describe('publishing a location', () => {
  it('publishes the first report immediately, as a cell and a building only', () => {
    expect(walker().at(east(3), T0)).toEqual({ kind: 'published', cell: HOME, buildingId: null });
    expect(walker().at(east(3), T0, inside('civil'))).toEqual({
      kind: 'published',
      cell: HOME,
      buildingId: 'civil',
    });
    expect(walker().at(east(3), T0, UNKNOWN)).toEqual({ kind: 'published', cell: HOME, buildingId: null });
  });

  it('[P3] keeps the cell until the position is more than 15 m outside it', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    expect(ada.at(east(32 + 14), T0 + 1_000)).toEqual({ kind: 'unchanged' });
    expect(ada.at(east(32 + 16), T0 + 2_000)).toEqual({ kind: 'held', until: EPOCH });
  });

  it('[P3] keeps the cell until the position is outside it by 15 m plus its accuracy', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    expect(ada.at(east(32 + 90), T0 + 2_000, OUTSIDE, 80)).toEqual({ kind: 'unchanged' });
    expect(ada.at(east(32 + 100), T0 + 4_000, OUTSIDE, 80)).toEqual({ kind: 'held', until: EPOCH });
  });

  it('[P3] publishes a held change at its epoch, and not before', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(east(60), T0 + 1_000);
    // Farther away within the epoch: still one publication, with the last cell.
    expect(ada.at(east(130), T0 + 5_000)).toEqual({ kind: 'held', until: EPOCH });
    expect(ada.due(EPOCH - 1)).toBeNull();
    expect(ada.due(EPOCH)).toEqual({ kind: 'published', cell: cellEast(130), buildingId: null });
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(east(130), EPOCH + 1_000)).toEqual({ kind: 'unchanged' });
  });

  it('publishes with the next report when `due` was not called at the epoch', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(east(60), T0 + 1_000);
    expect(ada.at(east(130), EPOCH + 5_000)).toEqual({
      kind: 'published',
      cell: cellEast(130),
      buildingId: null,
    });
  });

  it('publishes nothing after a return before the epoch', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(east(60), T0 + 1_000);
    expect(ada.at(east(40), T0 + 20_000)).toEqual({ kind: 'unchanged' });
    expect(ada.due(EPOCH)).toBeNull();
  });

  it('[P3] holds a change that was first seen shortly before an epoch until the next one', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    expect(ada.at(east(60), EPOCH - 14_000)).toEqual({ kind: 'held', until: EPOCH + MINUTE });
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(CENTRE, EPOCH + 1_000)).toEqual({ kind: 'unchanged' });
    expect(ada.due(EPOCH + MINUTE)).toBeNull();
  });

  it('[P3] counts a position as in the building until it is outside by 15 m plus its accuracy', () => {
    const hall: BoundedBuilding = {
      id: 'hall',
      name: 'Hall',
      campusId: null,
      ...CENTRE,
      radius: 20,
      polygon: null,
    };
    const held: Track = report(newTrack(), { ...CENTRE, at: T0 }, inside('hall'), T0).track;
    const at = (metres: number, accuracy?: number, track = held) =>
      settled(track, { ...east(metres), accuracy }, { state: 'outside' }, () => hall).state;
    expect([at(34), at(36), at(44, 10), at(46, 10)]).toEqual(['inside', 'outside', 'inside', 'outside']);
    // Too inexact for a building of this size, and a device that was not published in it.
    expect([at(30, 25), at(30, 0, newTrack())]).toEqual(['outside', 'outside']);
  });

  it('publishes changes of cell immediately without epochs', () => {
    const ada = walker({ epochMs: 0 });
    ada.at(CENTRE, T0);
    expect(ada.at(east(60), T0 + 1_000)).toEqual({ kind: 'published', cell: cellEast(60), buildingId: null });
  });

  it('publishes a change of building immediately, with the cell of the building', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(east(60), T0 + 1_000);
    expect(ada.at(east(60), T0 + 2_000, inside('civil', 130))).toEqual({
      kind: 'published',
      cell: cellEast(130),
      buildingId: 'civil',
    });
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(east(60), T0 + 3_000, inside('torre')).kind).toBe('published');
    expect(ada.at(east(61), T0 + 4_000, OUTSIDE)).toMatchObject({ kind: 'published', buildingId: null });
  });

  it('[P16] publishes one cell for everybody in a building, wherever they are and came from', () => {
    const step = fc.record({ x: fc.integer({ min: -300, max: 300 }), indoors: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), fc.nat(200), (steps, last) => {
        const ada = walker({ limit: { speed: null, slack: 0, ahead: 0 } });
        let now = T0;
        for (const { x, indoors } of [...steps, { x: last, indoors: true }]) {
          now += 7_000;
          ada.at(east(x), now, indoors ? inside('hall', 100) : OUTSIDE);
          ada.due(now + 1_000);
        }
        const { track } = ada;
        expect(track.state === 'published' && track.location).toEqual({
          cell: cellEast(100),
          buildingId: 'hall',
        });
      }),
    );
  });

  it('[P16] publishes leaving a building immediately, and the new cell at the next epoch', () => {
    const ada = walker();
    ada.at(east(130), T0, inside('hall', 0));
    expect(ada.at(east(140), T0 + 1_000)).toEqual({ kind: 'published', cell: HOME, buildingId: null });
    expect(ada.at(east(141), T0 + 2_000)).toEqual({ kind: 'held', until: EPOCH });
    expect(ada.due(EPOCH)).toEqual({ kind: 'published', cell: cellEast(141), buildingId: null });
    // Inside once more before the epoch: the cell outside stays unpublished.
    ada.at(east(130), EPOCH + 1_000, inside('hall', 0));
    ada.at(east(140), EPOCH + 2_000);
    expect(ada.at(east(130), EPOCH + 3_000, inside('hall', 0))).toMatchObject({ cell: HOME });
    expect(ada.due(EPOCH + MINUTE)).toBeNull();
  });

  it('[P16] follows the cell of a building whose boundary changes, with or without a report', () => {
    const ada = walker();
    ada.at(CENTRE, T0, inside('hall', 0));
    expect(ada.at(CENTRE, T0 + 1_000, inside('hall', 130))).toMatchObject({ cell: cellEast(130) });
    ada.track = rebuilt(ada.track, HOME, T0 + 2_000);
    expect(ada.due(T0 + 2_000)).toEqual({ kind: 'published', cell: HOME, buildingId: 'hall' });
    expect(rebuilt(ada.track, HOME, T0 + 3_000)).toBe(ada.track);
  });

  it('stops naming an unknown building, and does not tell outside from unknown', () => {
    const ada = walker();
    ada.at(CENTRE, T0, inside('civil'));
    expect(ada.at(CENTRE, T0 + 1_000, UNKNOWN, 120)).toMatchObject({ kind: 'published', buildingId: null });
    expect(ada.at(CENTRE, T0 + 2_000, OUTSIDE)).toEqual({ kind: 'unchanged' });
    expect(ada.at(CENTRE, T0 + 3_000, UNKNOWN, 120)).toEqual({ kind: 'unchanged' });
  });

  it('[L5] takes no cell from an outdoor report worse than 100 m, but a building from one inside', () => {
    const ada = walker();
    expect(ada.at(CENTRE, T0, OUTSIDE, 900)).toEqual({ kind: 'unchanged' });
    expect(ada.at(CENTRE, T0, OUTSIDE, 101)).toEqual({ kind: 'unchanged' });
    expect(ada.track).toEqual({ state: 'new' });
    expect(ada.at(CENTRE, T0, OUTSIDE, 100)).toEqual({ kind: 'published', cell: HOME, buildingId: null });
    expect(ada.at(east(900), T0 + 1_000, OUTSIDE, 300)).toEqual({ kind: 'unchanged' });
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(CENTRE, T0 + 2_000, inside('hall'), 200)).toEqual({
      kind: 'published',
      cell: HOME,
      buildingId: 'hall',
    });
  });

  it('takes no cell from a vague report', () => {
    const ada = walker();
    expect(ada.at(CENTRE, T0, UNKNOWN, 3_000)).toEqual({ kind: 'unchanged' });
    expect(ada.track).toEqual({ state: 'new' });
    ada.at(CENTRE, T0, inside('civil'));
    expect(ada.at(east(8_000), T0 + 1_000, UNKNOWN, 3_000)).toEqual({
      kind: 'published',
      cell: HOME,
      buildingId: null,
    });
    // A report too far away does not keep the location alive; a nearer one does.
    expect(expired(ada.track, T0 + 15 * MINUTE)).toBe(true);
    ada.at(east(2_000), T0 + 2_000, UNKNOWN, 3_000);
    expect(expired(ada.track, T0 + 15 * MINUTE)).toBe(false);
    // But neither keeps the precise position.
    expect(precisePosition(ada.track, T0 + PRECISE_MS)).toBeNull();
  });
});

describe('plausible speed', () => {
  it('[P6] refuses a jump until it is plausible, and returns the time until then', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    // 5,000 m less 200 m of slack at 50 m/s take 96 s, of which one has passed.
    expect(ada.at(east(5_000), T0 + 1_000)).toEqual({ kind: 'refused', retryAfterSeconds: 95 });
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(east(5_000), T0 + 1_000 + 95_000).kind).toBe('held');
  });

  it('allows for the slack and for both accuracies', () => {
    const jump = (metres: number, before?: number, after?: number) => {
      const ada = walker();
      ada.at(CENTRE, T0, OUTSIDE, before);
      return ada.at(east(metres), T0, OUTSIDE, after).kind;
    };
    expect(jump(199)).toBe('held');
    expect(jump(201)).toBe('refused');
    expect(jump(260, 40, 25)).toBe('held');
    expect(jump(270, 40, 25)).toBe('refused');
  });

  it('continues from the cell when the precise position is deleted', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    const later = T0 + PRECISE_MS;
    ada.track = forget(ada.track, later);
    expect(precisePosition(ada.track, later)).toBeNull();
    // 120 s at 50 m/s and the slack: 6,200 m from the centre of the cell, give or take 45 m.
    expect(ada.at(east(6_300), later)).toMatchObject({ kind: 'refused' });
    expect(ada.at(east(6_200), later).kind).not.toBe('refused');
  });

  it('applies after sharing stops and starts, and publishes a plausible report immediately', () => {
    const ada = walker();
    ada.at(CENTRE, T0, inside('civil'));
    ada.track = withdraw(ada.track);
    expect(JSON.stringify(ada.track)).not.toContain('latitude');
    expect(ada.due(EPOCH)).toBeNull();
    expect(ada.at(east(5_000), T0 + 1_000).kind).toBe('refused');
    expect(ada.at(CENTRE, T0 + 2_000)).toEqual({ kind: 'published', cell: HOME, buildingId: null });
  });

  it('ignores the time in a report', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    const far = { ...east(5_000), at: T0 + 1_000_000 };
    expect(report(ada.track, far, OUTSIDE, T0 + 1_000).outcome.kind).toBe('refused');
    expect(report(ada.track, { ...far, at: 0 }, OUTSIDE, T0 + 1_000).outcome.kind).toBe('refused');
  });

  it('can be lifted', () => {
    const ada = walker({ limit: { speed: null, slack: 0, ahead: 0 } });
    ada.at(CENTRE, T0);
    expect(ada.at(east(500_000), T0).kind).toBe('held');
  });

  it('does not let the slack of many reports add up to a greater speed', () => {
    const hop = fc.record({
      x: fc.integer({ min: -300, max: 300 }),
      y: fc.integer({ min: -300, max: 300 }),
      ms: fc.integer({ min: 0, max: 4_000 }),
    });
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 60 }), (hops) => {
        const ada = walker();
        ada.at(CENTRE, T0);
        let [here, now, travelled] = [CENTRE, T0, 0];
        for (const { x, y, ms } of hops) {
          now += ms;
          const point = unproject(here, x, y);
          if (ada.at(point, now).kind === 'refused') continue;
          travelled += distance(here, point);
          here = point;
          expect(travelled).toBeLessThanOrEqual(1_000 + (50 * (now - T0)) / 1_000 + 0.001);
        }
      }),
    );
  });
});

describe('expiry', () => {
  it('[P9] keeps the precise position for two minutes and not longer', () => {
    const ada = walker();
    ada.at(east(3), T0);
    expect(precisePosition(ada.track, T0 + PRECISE_MS - 1)).toEqual(east(3));
    // Also before `forget` was called.
    expect(precisePosition(ada.track, T0 + PRECISE_MS)).toBeNull();
    expect(forget(ada.track, T0 + PRECISE_MS - 1)).toBe(ada.track);
    expect(JSON.stringify(forget(ada.track, T0 + PRECISE_MS))).not.toContain('latitude');
  });

  it('[P10] lets the location expire fifteen minutes after the last report', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(CENTRE, T0 + MINUTE);
    expect(expired(ada.track, T0 + 16 * MINUTE - 1)).toBe(false);
    expect(expired(ada.track, T0 + 16 * MINUTE)).toBe(true);
    expect(expired(newTrack(), T0)).toBe(false);
    // A report after that starts a new track.
    expect(ada.at(east(300_000), T0 + 16 * MINUTE).kind).toBe('published');
  });

  it('is not extended by refused reports, and publishes nothing that has expired', () => {
    const ada = walker();
    ada.at(CENTRE, T0);
    ada.at(east(60), T0 + 1_000);
    expect(ada.at(east(900_000), T0 + 10 * MINUTE)).toEqual({ kind: 'refused', retryAfterSeconds: 301 });
    expect(ada.due(T0 + 1_000 + 15 * MINUTE)).toBeNull();
    expect(expired(ada.track, T0 + 1_000 + 15 * MINUTE)).toBe(true);
  });
});
