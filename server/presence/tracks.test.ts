import { describe, expect, it } from 'vitest';
import type { Located } from '@/server/places/locate';
import { cellOf } from './cells';
import type { PresenceState } from './store';
import { createTracks } from './tracks';

const EPOCH_MS = 60_000;
const EXPIRY_MS = 15 * 60_000;
const HOME = { latitude: 38.737, longitude: -9.139 };
/** `metres` north of home. */
const north = (metres: number, accuracy?: number) => ({
  latitude: HOME.latitude + metres / 111_195,
  longitude: HOME.longitude,
  accuracy,
});
const outside: Located = { state: 'outside' };
const unknown: Located = { state: 'unknown' };
const inside = (id: string) => ({ state: 'inside', building: { id, ...HOME } }) as Located;

function world(start = 1_000_000 * EPOCH_MS) {
  let time = start;
  const tracks = createTracks({ epochMs: EPOCH_MS, expiryMs: EXPIRY_MS, speedCheck: true, now: () => time });
  const pass = (ms: number) => {
    time += ms;
  };
  return { tracks, pass, now: () => time };
}

/** What is stored of somebody who shares, as another node left it. */
function stored(position: { latitude: number; longitude: number } | null, more: Partial<PresenceState> = {}) {
  const state: PresenceState = {
    userId: 'ana',
    username: 'ist1',
    name: 'Ana',
    version: 3,
    online: true,
    sharing: true,
    cell: position && cellOf(position.latitude, position.longitude),
    range: 128,
    blocked: [],
    buildingId: null,
    declared: false,
    room: null,
    ...more,
  };
  return (expiresAt: number | null = null) => ({ state, expiresAt });
}

describe('tracks', () => {
  it('publish the first report at once, and a step outdoors at the next epoch [P3]', () => {
    const { tracks, pass } = world();
    expect(tracks.report('ana', north(0), outside, null).outcome.kind).toBe('published');
    pass(10_000);
    expect(tracks.report('ana', north(200), outside, null).outcome.kind).toBe('held');
    expect([...tracks.takeDue()]).toEqual([]);
    pass(EPOCH_MS);
    const cell = cellOf(north(200).latitude, HOME.longitude);
    expect([...tracks.takeDue()]).toEqual([
      { userId: 'ana', place: { kind: 'published', cell, buildingId: null } },
    ]);
    expect([...tracks.takeDue()]).toEqual([]);
  });

  it('refuse what no plausible speed leads to, also for one whom another node followed [P6]', () => {
    const { tracks, now } = world();
    const known = stored(HOME)(now() + EXPIRY_MS);
    expect(tracks.report('ana', north(30_000), outside, known).outcome.kind).toBe('refused');
    expect(tracks.report('ana', north(100), outside, known).outcome.kind).not.toBe('refused');
    // A report that was refused is not where the next one is held against.
    expect(tracks.report('ana', north(30_000), outside, known).outcome.kind).toBe('refused');
  });

  it('go on from where another node put the person meanwhile', () => {
    const { tracks, pass, now } = world();
    tracks.report('ana', north(0), inside('north'), null);
    pass(5 * 60_000);
    // By way of another node they went out, and far.
    const known = stored(north(900))(now() + EXPIRY_MS);
    pass(30_000);
    const back = tracks.report('ana', north(0), inside('north'), known).outcome;
    expect(back).toMatchObject({ kind: 'published', buildingId: 'north' });
  });

  it('do not take a place for theirs that nobody shares any more', () => {
    const { tracks, pass } = world();
    tracks.report('ana', north(0), inside('north'), null);
    tracks.withdraw('ana');
    pass(1_000);
    const known = stored(null, { sharing: false })();
    expect(tracks.report('ana', north(0), inside('north'), known).outcome.kind).toBe('published');
  });

  it('publish nothing that was held once the person stopped sharing', () => {
    const { tracks, pass } = world();
    tracks.report('ana', north(0), outside, null);
    tracks.report('ana', north(200), outside, null);
    tracks.withdraw('ana');
    pass(2 * EPOCH_MS);
    expect([...tracks.takeDue()]).toEqual([]);
    expect(tracks.report('ana', north(60_000), outside, null).outcome.kind).toBe('refused');
  });

  it('are forgotten when nothing is heard, those of vague reports too', () => {
    const { tracks, pass } = world();
    tracks.report('ana', north(0), outside, null);
    tracks.report('rui', north(0, 5_000), unknown, null);
    expect([tracks.lastLocated('ana'), tracks.lastLocated('rui')]).toEqual(['outside', 'unknown']);
    pass(EXPIRY_MS - 1);
    tracks.forget();
    expect([tracks.lastLocated('ana'), tracks.lastLocated('rui')]).toEqual(['outside', 'unknown']);
    pass(1);
    tracks.forget();
    expect([tracks.lastLocated('ana'), tracks.lastLocated('rui')]).toEqual([undefined, undefined]);
  });

  it('ask for a renewal once a minute at most', () => {
    const { tracks, pass } = world();
    expect(tracks.renewalDue('ana')).toBe(false);
    tracks.report('ana', north(0), outside, null);
    expect(tracks.renewalDue('ana')).toBe(false);
    pass(60_000);
    tracks.report('ana', north(1), outside, null);
    expect([tracks.renewalDue('ana'), tracks.renewalDue('ana')]).toEqual([true, false]);
  });

  it('[P10] ask for none on a report that says that the person is elsewhere', () => {
    const { tracks, pass } = world();
    tracks.report('ana', north(0), outside, null);
    pass(60_000);
    tracks.report('ana', north(2_000, 500), outside, null);
    expect(tracks.renewalDue('ana')).toBe(false);
    tracks.report('ana', north(400, 500), outside, null);
    expect(tracks.renewalDue('ana')).toBe(true);
  });

  it('[L5] say that a place is unknown when a report is too vague to be one', () => {
    const { tracks } = world();
    expect(tracks.report('ana', north(0, 101), outside, null).place).toBeNull();
    expect(tracks.lastLocated('ana')).toBe('unknown');
    expect(tracks.report('ana', north(0, 100), outside, null).place).not.toBeNull();
    expect(tracks.lastLocated('ana')).toBe('outside');
  });

  it('[P15] hold a building that is chosen against the one chosen before, and against no position', () => {
    const { tracks, pass } = world();
    const building = (metres: number) => ({ ...north(metres), radius: 50 });
    tracks.report('ana', north(9_000), outside, null);
    expect(tracks.choose('ana', building(0))).toBeNull();
    // 14,000 m less the slack and both radii at 50 m/s.
    expect(tracks.choose('ana', building(14_000))).toMatchObject({ retryAfterSeconds: 275 });
    expect(tracks.choose('ana', building(200))).toBeNull();
    expect(tracks.choose('rui', building(14_000))).toBeNull();
    // What was refused is not where the next choice is held against, and a choice is not what a position is.
    expect(tracks.report('ana', north(9_000), outside, null).outcome.kind).toBe('unchanged');
    pass(275_000);
    expect(tracks.choose('ana', building(14_000))).toBeNull();
    expect(tracks.choose('ana', building(0))).not.toBeNull();
    pass(EXPIRY_MS);
    tracks.forget();
    expect(tracks.choose('ana', building(60_000))).toBeNull();
  });

  it('lift the speed check when told to', () => {
    const tracks = createTracks({ epochMs: 0, expiryMs: EXPIRY_MS, speedCheck: false });
    tracks.report('ana', north(0), outside, null);
    expect(tracks.report('ana', north(900_000), outside, null).outcome.kind).toBe('published');
    for (const metres of [0, 900_000])
      expect(tracks.choose('ana', { ...north(metres), radius: 50 })).toBeNull();
  });
});
