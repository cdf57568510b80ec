import { describe, expect, test } from 'vitest';
import { dueSlot, nextSlots, slotsOf } from './slots';

const ZONE = 'Europe/Lisbon';
const from = new Date('2025-12-31T23:59:00Z');
const to = new Date('2036-01-01T00:00:00Z');
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });

/** Returns the slots of ten years. */
function tenYears(cron: string): Date[] {
  const slots = slotsOf(cron, ZONE);
  const all: Date[] = [];
  for (let at = slots.after(from); at && at < to; at = slots.after(at)) all.push(at);
  return all;
}
const shown = (cron: string, day: string, count: number) =>
  nextSlots(slotsOf(cron, ZONE), new Date(`${day}T00:00:00Z`), count).map((at) =>
    at.toISOString().slice(5, 16),
  );

describe('[B27] both changes of the clock', () => {
  test('a time of day that is left out is at the end of the gap, and one that occurs twice is the first', () => {
    expect(shown('30 1 * * *', '2026-03-29', 2)).toEqual(['03-29T01:00', '03-30T00:30']);
    expect(shown('30 1 * * *', '2026-10-25', 2)).toEqual(['10-25T00:30', '10-26T01:30']);
  });

  test('minutes that are a list or a step are none in the gap, and those of both hours', () => {
    expect(shown('*/30 1 * * *', '2026-03-29', 2)).toEqual(['03-30T00:00', '03-30T00:30']);
    expect(shown('0,30 1 * * *', '2026-10-24', 4)).toEqual([
      '10-24T00:30',
      '10-25T00:00',
      '10-25T00:30',
      '10-25T01:00',
    ]);
  });
});

describe('[B27] ten years', () => {
  test.each(['0 12 * * *', '30 1 * * *'])('%s is once on each day', (cron) => {
    const days = tenYears(cron).map((at) => clock.format(at).slice(0, 10));
    expect(days).toHaveLength(3652);
    expect(new Set(days).size).toBe(3652);
  });

  test('0 * * * * is once in each hour of the days on which the clock changes', () => {
    for (const day of ['2026-03-28', '2026-10-24']) {
      const hours = nextSlots(slotsOf('0 * * * *', ZONE), new Date(`${day}T12:00:00Z`), 36).map(
        (at) => at.getTime() / 3_600_000,
      );
      expect(hours.every((hour, n) => n === 0 || hour === (hours[n - 1] as number) + 1)).toBe(true);
    }
  });

  test('each slot is handled once or missed, however long no node runs', () => {
    const cron = '0 9 * * 1,4';
    const slots = slotsOf(cron, ZONE);
    const all = tenYears(cron);
    // A linear congruential generator (Numerical Recipes): the same pauses in each run.
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    for (const catchUp of [false, true]) {
      const ran: number[] = [];
      let due = slots.after(from);
      for (let now = from.getTime(); due && due < to; ) {
        // Mostly it is looked at within a second, sometimes after up to a month.
        now = Math.max(now, due.getTime()) + (random() < 0.05 ? random() * 30 * 86_400_000 : random() * 1000);
        const done = dueSlot(slots, { due, now: new Date(now), catchUp });
        expect(done.slot.getTime()).toBeLessThanOrEqual(now);
        expect(done.next?.getTime()).toBeGreaterThan(now);
        if (done.run) ran.push(done.slot.getTime());
        due = done.next;
      }
      expect(new Set(ran).size).toBe(ran.length);
      expect([...ran].sort((a, b) => a - b)).toEqual(ran);
      const known = new Set(all.map(Number));
      expect(ran.filter((slot) => slot < to.getTime()).every((slot) => known.has(slot))).toBe(true);
      expect(ran.length).toBeGreaterThan(all.length / 5);
    }
  });
});

test('anything but five fields of cron is refused', () => {
  for (const cron of [
    '',
    'x',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 25 * * *',
    '0 0 32 * *',
    '0 0 30 2 x',
  ])
    expect(() => slotsOf(cron, ZONE), cron).toThrow(expect.objectContaining({ code: 'bad_request' }));
  expect(nextSlots(slotsOf('0 0 30 2 *', ZONE), from, 5)).toEqual([]);
});
