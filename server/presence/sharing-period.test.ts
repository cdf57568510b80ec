import { describe, expect, it } from 'vitest';
import { cellOf } from './cells';
import { outlives, type SharingPeriod, sharingPeriodFor, sharingPeriodIn } from './sharing-period';

const NOW = 1_800_000_000_000;
const cell = (metres: number) => cellOf(38.737 + metres / 111_195, -9.139);

describe('[P1] the sharing period', () => {
  it('outlives the location and the sessions as long as the user chose', () => {
    const outlivesBoth = (wish: SharingPeriod, now = NOW) => [
      outlives(wish, 'place', now),
      outlives(wish, 'sessions', now),
    ];
    expect(outlivesBoth(sharingPeriodFor(undefined, NOW))).toEqual([true, false]);
    expect(outlivesBoth(sharingPeriodFor('here', NOW))).toEqual([false, false]);
    expect(outlivesBoth(sharingPeriodFor('off', NOW))).toEqual([true, true]);
    expect(outlivesBoth(sharingPeriodFor(60, NOW), NOW + 3_599_999)).toEqual([true, true]);
    expect(outlivesBoth(sharingPeriodFor(60, NOW), NOW + 3_600_000)).toEqual([false, false]);
  });

  it('`here` ends when the user is away from where it began', () => {
    const begun = sharingPeriodIn(sharingPeriodFor('here', NOW), cell(0));
    expect(begun).toMatchObject({ end: 'here', here: cell(0) });
    expect(sharingPeriodIn(begun as SharingPeriod, cell(400))).toEqual(begun);
    expect(sharingPeriodIn(begun as SharingPeriod, cell(600))).toBeNull();
    expect(sharingPeriodIn(sharingPeriodFor('off', NOW), cell(600))).toMatchObject({
      end: 'off',
      here: null,
    });
  });
});
