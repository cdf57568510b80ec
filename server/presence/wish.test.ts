import { describe, expect, it } from 'vitest';
import { cellOf } from './cells';
import { outlives, type Wish, wishFor, wishIn } from './wish';

const NOW = 1_800_000_000_000;
const cell = (metres: number) => cellOf(38.737 + metres / 111_195, -9.139);

describe('[P1] the wish to share', () => {
  it('is kept beyond the place and the sessions as long as the person said', () => {
    const kept = (wish: Wish, now = NOW) => [outlives(wish, 'place', now), outlives(wish, 'sessions', now)];
    expect(kept(wishFor(undefined, NOW))).toEqual([true, false]);
    expect(kept(wishFor('here', NOW))).toEqual([false, false]);
    expect(kept(wishFor('off', NOW))).toEqual([true, true]);
    expect(kept(wishFor(60, NOW), NOW + 3_599_999)).toEqual([true, true]);
    expect(kept(wishFor(60, NOW), NOW + 3_600_000)).toEqual([false, false]);
  });

  it('`here` ends when the person is away from where it began', () => {
    const begun = wishIn(wishFor('here', NOW), cell(0));
    expect(begun).toMatchObject({ end: 'here', here: cell(0) });
    expect(wishIn(begun as Wish, cell(400))).toEqual(begun);
    expect(wishIn(begun as Wish, cell(600))).toBeNull();
    expect(wishIn(wishFor('off', NOW), cell(600))).toMatchObject({ end: 'off', here: null });
  });
});
