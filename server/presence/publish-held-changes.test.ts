import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fail } from '@/protocol/errors';
import { createTestApp } from '@/tests/support/app';
import { changePresence } from './change-presence';
import { createPositionTracker } from './position-tracker';
import { publishHeldChanges } from './publish-held-changes';

vi.mock('./change-presence', () => ({ changePresence: vi.fn() }));

const EPOCH_MS = 60_000;
const HOME = { latitude: 38.737, longitude: -9.139 };
const NORTH = { ...HOME, latitude: HOME.latitude + 0.0015 };

/** Changes that were started, in order; the test ends each of them. */
let begun: { userId: string; end(error?: unknown): void }[];
beforeEach(() => {
  begun = [];
  vi.mocked(changePresence).mockImplementation(
    (_node, userId) =>
      new Promise<never>((resolve, reject) => {
        begun.push({ userId, end: (error) => (error ? reject(error) : resolve(undefined as never)) });
      }),
  );
});

/** Creates a node on which `count` people moved to another cell, and the epoch has come. */
function epoch(count: number) {
  let time = 1_000_000 * EPOCH_MS;
  const app = createTestApp();
  const tracks = createPositionTracker({
    epochMs: EPOCH_MS,
    expiryMs: 10 * EPOCH_MS,
    speedCheck: true,
    buildingOf: () => undefined,
    now: () => time,
  });
  const people = Array.from({ length: count }, (_, n) => `person-${n}`);
  for (const userId of people) {
    tracks.report({ userId, device: 'phone' }, HOME, { state: 'outside' }, null);
    time += 10;
    tracks.report({ userId, device: 'phone' }, NORTH, { state: 'outside' }, null);
  }
  time += EPOCH_MS;
  const warn = vi.fn();
  Object.assign(app, { positionTracker: tracks });
  app.log.warn = warn;
  return { people, warn, app };
}

const begunFor = () => begun.map(({ userId }) => userId);
const untilBegun = (count: number) =>
  vi.waitFor(() => expect(begun).toHaveLength(count), { timeout: 10_000 });

describe('at an epoch', () => {
  it('all changes are published, a hundred at a time', async () => {
    const { app, people } = epoch(120);
    const done = publishHeldChanges(app);
    await untilBegun(100);
    for (let ended = 0; ended < people.length; ended++) {
      await untilBegun(Math.min(people.length, ended + 100));
      begun[ended]?.end();
    }
    await done;
    expect(begunFor()).toEqual(people);
    expect([...app.positionTracker.drainDueChanges()]).toEqual([]);
  });

  it('a change that fails does not stop the others', async () => {
    const { app, people, warn } = epoch(102);
    const done = publishHeldChanges(app);
    await untilBegun(100);
    begun[0]?.end(new Error('no such user'));
    await untilBegun(101);
    begun[1]?.end();
    await untilBegun(102);
    for (const { end } of begun) end();
    await done;
    expect(begunFor()).toEqual(people);
    expect(warn.mock.calls).toEqual([
      [{ err: expect.any(Error), userId: 'person-0' }, 'could not publish a change of cell'],
    ]);
  });

  it('a locked row does not stop the others', async () => {
    const { app, people, warn } = epoch(102);
    const done = publishHeldChanges(app);
    await untilBegun(100);
    begun[0]?.end(
      fail('unavailable', 'It takes too long.', { cause: Object.assign(new Error(), { code: '55P03' }) }),
    );
    await untilBegun(101);
    begun[1]?.end();
    await untilBegun(102);
    for (const { end } of begun) end();
    await done;
    expect(begunFor()).toEqual(people);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('changes not yet started when the database fails stay due', async () => {
    const { app, people } = epoch(120);
    const done = publishHeldChanges(app);
    await untilBegun(100);
    for (const { end } of begun) end(fail('unavailable', 'The database is down.'));
    await expect(done).rejects.toMatchObject({ code: 'unavailable' });
    expect(begunFor()).toEqual(people.slice(0, 100));
    expect([...app.positionTracker.drainDueChanges()].map(({ userId }) => userId)).toEqual(people.slice(100));
  });
});
