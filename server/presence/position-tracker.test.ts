import { describe, expect, it } from 'vitest';
import type { Located } from '@/server/places/locate';
import { cellOf } from './cells';
import { createPositionTracker } from './position-tracker';
import type { PresenceState } from './store';

const EPOCH_MS = 60_000;
const EXPIRY_MS = 15 * 60_000;
const HOME = { latitude: 38.737, longitude: -9.139 };
/** A position `metres` north of home. */
const north = (metres: number, accuracy?: number) => ({
  latitude: HOME.latitude + metres / 111_195,
  longitude: HOME.longitude,
  accuracy,
});
const outside: Located = { state: 'outside' };
const unknown: Located = { state: 'unknown' };
const inside = (id: string) => ({ state: 'inside', building: { id, ...HOME } }) as Located;

const by = (userId: string, device = 'phone') => ({ userId, device });

function world(start = 1_000_000 * EPOCH_MS) {
  let time = start;
  const tracks = createPositionTracker({
    epochMs: EPOCH_MS,
    expiryMs: EXPIRY_MS,
    speedCheck: true,
    buildingOf: () => undefined,
    now: () => time,
  });
  const pass = (ms: number) => {
    time += ms;
  };
  return { tracks, pass, now: () => time };
}

/** Returns the stored presence of a user who shares, as another node left it. */
function stored(position: { latitude: number; longitude: number } | null, more: Partial<PresenceState> = {}) {
  const state: PresenceState = {
    userId: 'ana',
    username: 'ist1',
    name: 'Ana',
    version: 3,
    online: true,
    sharing: true,
    end: 'gone',
    until: null,
    device: position && { id: 'phone', name: null },
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

describe('the position tracker', () => {
  it('publishes the first report immediately, and a step outdoors at the next epoch [P3]', () => {
    const { tracks, pass } = world();
    expect(tracks.report(by('ana'), north(0), outside, null).outcome.kind).toBe('published');
    pass(10_000);
    expect(tracks.report(by('ana'), north(200), outside, null).outcome.kind).toBe('held');
    expect([...tracks.drainDueChanges()]).toEqual([]);
    pass(EPOCH_MS);
    const cell = cellOf(north(200).latitude, HOME.longitude);
    expect([...tracks.drainDueChanges()]).toEqual([
      { userId: 'ana', device: 'phone', place: { kind: 'published', cell, buildingId: null } },
    ]);
    expect([...tracks.drainDueChanges()]).toEqual([]);
  });

  it('refuses moves beyond the plausible speed, also after reports to another node [P6]', () => {
    const { tracks, now } = world();
    const known = stored(HOME)(now() + EXPIRY_MS);
    expect(tracks.report(by('ana'), north(30_000), outside, known).outcome.kind).toBe('refused');
    expect(tracks.report(by('ana'), north(100), outside, known).outcome.kind).not.toBe('refused');
    // A refused report is not the base of the next comparison.
    expect(tracks.report(by('ana'), north(30_000), outside, known).outcome.kind).toBe('refused');
  });

  it('continues from the location that another node published meanwhile', () => {
    const { tracks, pass, now } = world();
    tracks.report(by('ana'), north(0), inside('north'), null);
    pass(5 * 60_000);
    // Through another node the user left the building and went far.
    const known = stored(north(900))(now() + EXPIRY_MS);
    pass(30_000);
    const back = tracks.report(by('ana'), north(0), inside('north'), known).outcome;
    expect(back).toMatchObject({ kind: 'published', buildingId: 'north' });
  });

  it('ignores a stored location that is no longer shared', () => {
    const { tracks, pass } = world();
    tracks.report(by('ana'), north(0), inside('north'), null);
    tracks.withdraw('ana');
    pass(1_000);
    const known = stored(null, { sharing: false })();
    expect(tracks.report(by('ana'), north(0), inside('north'), known).outcome.kind).toBe('published');
  });

  it('publishes no held change after sharing ended', () => {
    const { tracks, pass } = world();
    tracks.report(by('ana'), north(0), outside, null);
    tracks.report(by('ana'), north(200), outside, null);
    tracks.withdraw('ana');
    pass(2 * EPOCH_MS);
    expect([...tracks.drainDueChanges()]).toEqual([]);
    expect(tracks.report(by('ana'), north(60_000), outside, null).outcome.kind).toBe('refused');
  });

  it('drops devices without recent reports, also after vague reports only', () => {
    const { tracks, pass } = world();
    tracks.report(by('ana'), north(0), outside, null);
    tracks.report(by('rui'), north(0, 5_000), unknown, null);
    expect([tracks.lastLocated('ana', null), tracks.lastLocated('rui', null)]).toEqual([
      'outside',
      'unknown',
    ]);
    pass(EXPIRY_MS - 1);
    tracks.forget();
    expect([tracks.lastLocated('ana', null), tracks.lastLocated('rui', null)]).toEqual([
      'outside',
      'unknown',
    ]);
    pass(1);
    tracks.forget();
    expect([tracks.lastLocated('ana', null), tracks.lastLocated('rui', null)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('requests a renewal at most once a minute', () => {
    const { tracks, pass } = world();
    expect(tracks.renewalDue('ana', 'phone')).toBe(false);
    tracks.report(by('ana'), north(0), outside, null);
    expect(tracks.renewalDue('ana', 'phone')).toBe(false);
    pass(60_000);
    tracks.report(by('ana'), north(1), outside, null);
    expect([tracks.renewalDue('ana', 'phone'), tracks.renewalDue('ana', 'phone')]).toEqual([true, false]);
  });

  it('[P10] requests no renewal for a report from elsewhere', () => {
    const { tracks, pass } = world();
    tracks.report(by('ana'), north(0), outside, null);
    pass(60_000);
    tracks.report(by('ana'), north(2_000, 500), outside, null);
    expect(tracks.renewalDue('ana', 'phone')).toBe(false);
    tracks.report(by('ana'), north(400, 500), outside, null);
    expect(tracks.renewalDue('ana', 'phone')).toBe(true);
  });

  it('[L5] reports the location as unknown after a report that is too vague', () => {
    const { tracks } = world();
    expect(tracks.report(by('ana'), north(0, 101), outside, null).place).toBeNull();
    expect(tracks.lastLocated('ana', null)).toBe('unknown');
    expect(tracks.report(by('ana'), north(0, 100), outside, null).place).not.toBeNull();
    expect(tracks.lastLocated('ana', null)).toBe('outside');
  });

  it('[P19] counts the device that moved last, and compares no device with another', () => {
    const { tracks, pass, now } = world();
    const at = (metres: number, device: string) =>
      stored(north(metres), { device: { id: device, name: null } })(now() + EXPIRY_MS);
    expect(tracks.report(by('ana', 'desk'), north(0), outside, null).counts).toBe(true);
    // The device has just arrived, 14 km away.
    expect(tracks.report(by('ana', 'phone'), north(14_000), outside, at(0, 'desk'))).toMatchObject({
      outcome: { kind: 'published' },
      counts: true,
    });
    // A device that stands still, and whose position varies within its accuracy, does not take over again; nor does a
    // vague report.
    for (const report of [north(0), north(20, 60), north(3_000, 900)]) {
      pass(60_000);
      const { counts, outcome } = tracks.report(by('ana', 'desk'), report, outside, at(14_000, 'phone'));
      expect([counts, outcome.kind]).toEqual([false, 'unchanged']);
    }
    expect(tracks.report(by('ana', 'desk'), north(0), outside, at(14_000, 'phone')).counts).toBe(false);
    const takeover = tracks.report(
      { ...by('ana', 'desk'), take: true },
      north(0),
      outside,
      at(14_000, 'phone'),
    );
    expect(takeover).toMatchObject({ counts: true, place: { cell: cellOf(HOME.latitude, HOME.longitude) } });
    pass(60_000);
    expect(tracks.report(by('ana', 'phone'), north(14_001), outside, at(0, 'desk')).counts).toBe(false);
    expect(tracks.report(by('ana', 'phone'), north(14_200), outside, at(0, 'desk')).counts).toBe(true);
    // Each device is compared with its own last position.
    expect(tracks.report(by('ana', 'desk'), north(14_000), outside, at(14_200, 'phone')).outcome.kind).toBe(
      'refused',
    );
  });

  it('[P19] does not count a device as moved because it changed nodes', () => {
    const { tracks, now } = world();
    const known = stored(north(14_000), { device: { id: 'phone', name: null } })(now() + EXPIRY_MS);
    expect(tracks.report({ ...by('ana', 'desk'), still: true }, north(0), outside, known).counts).toBe(false);
    expect(tracks.report(by('ana', 'desk'), north(1), outside, known).counts).toBe(false);
    expect(tracks.report(by('ana', 'tablet'), north(0), outside, known).counts).toBe(true);
  });

  it('[P19] counts any device while the user’s location is unknown', () => {
    const { tracks, pass } = world();
    tracks.report(by('ana', 'phone'), north(14_000), outside, null);
    tracks.report(by('ana', 'desk'), north(0), outside, null);
    pass(60_000);
    expect(
      tracks.report({ ...by('ana', 'desk'), still: true }, north(0), outside, stored(null)()).counts,
    ).toBe(true);
  });

  it('publishes at an epoch only the held change of the device that counts', () => {
    const { tracks, pass, now } = world();
    tracks.report(by('ana', 'desk'), north(0), outside, null);
    tracks.report(by('ana', 'desk'), north(200), outside, null);
    const known = stored(north(0), { device: { id: 'phone', name: null } })(now() + EXPIRY_MS);
    tracks.report({ ...by('ana', 'desk'), still: true }, north(200), outside, known);
    pass(2 * EPOCH_MS);
    expect([...tracks.drainDueChanges()]).toEqual([]);
  });

  it('can lift the speed check', () => {
    const tracks = createPositionTracker({
      epochMs: 0,
      expiryMs: EXPIRY_MS,
      speedCheck: false,
      buildingOf: () => undefined,
    });
    tracks.report(by('ana'), north(0), outside, null);
    expect(tracks.report(by('ana'), north(900_000), outside, null).outcome.kind).toBe('published');
  });
});
