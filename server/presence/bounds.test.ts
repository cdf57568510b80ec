import { describe, expect, it } from 'vitest';
import { afterChoice, afterMove, type Bounds } from './bounds';
import { cellOf } from './cells';

const HOME = { latitude: 38.737, longitude: -9.139 };
const north = (metres: number) => cellOf(HOME.latitude + metres / 111_195, HOME.longitude);
const EXPIRY_MS = 15 * 60_000;
const HANDOVER = { burst: 2, perSecond: 0.01 };

/** Simulates the moves and choices of one person, whose bounds all nodes share. */
function person() {
  let bounds: Bounds = {};
  let now = 1_800_000_000_000;
  const rules = () => ({ expiryMs: EXPIRY_MS, now });
  const outcome = (change: () => Bounds) => {
    try {
      bounds = change();
      return 'taken';
    } catch (error) {
      const { code, retryAfter } = error as { code: string; retryAfter: number };
      return [code, retryAfter];
    }
  };
  return {
    get bounds() {
      return bounds;
    },
    pass: (ms: number) => {
      now += ms;
    },
    move: (metres: number, device = 'phone', slack = 0) =>
      outcome(() =>
        afterMove(bounds, { cell: north(metres), slack, device }, { ...rules(), handover: HANDOVER }),
      ),
    choose: (metres: number | null, declare = { burst: 3, perSecond: 0.1 }) =>
      outcome(() =>
        afterChoice(bounds, metres === null ? null : { cell: north(metres), slack: 50 }, {
          ...rules(),
          declare,
        }),
      ),
  };
}

describe('[P6] the moves of one device', () => {
  it('do not exceed the plausible speed, with allowance for a cell and the slack', () => {
    const ada = person();
    expect(ada.move(0)).toBe('taken');
    expect(ada.move(14_000)).toEqual(['implausible_movement', expect.any(Number)]);
    expect(ada.move(200)).toBe('taken');
    ada.pass(300_000);
    expect(ada.move(14_000)).toBe('taken');
    ada.pass(EXPIRY_MS);
    expect(ada.move(900_000)).toBe('taken');
  });

  it('do not add up their slack to a greater speed', () => {
    const ada = person();
    ada.move(0);
    let metres = 0;
    for (let second = 0; second < 60; second++) {
      ada.pass(1_000);
      if (ada.move(metres + 300) === 'taken') metres += 300;
    }
    expect(metres).toBeLessThanOrEqual(60 * 50 + 1_000 + 2 * 64);
  });

  it('may begin anywhere in a building', () => {
    const ada = person();
    ada.move(0, 'phone', 150);
    expect(ada.move(400)).toBe('taken');
    expect(person().move(0)).toBe('taken');
  });

  it('store cells and times, and no position', () => {
    const ada = person();
    ada.move(0);
    expect(JSON.stringify(ada.bounds)).not.toMatch(/latitude|longitude|38\.7/);
  });
});

describe('[P19] another device', () => {
  it('takes over from anywhere, a few times', () => {
    const ada = person();
    ada.move(0, 'desk');
    expect(ada.move(14_000, 'phone')).toBe('taken');
    expect(ada.move(14_100, 'phone')).toBe('taken');
    expect(ada.move(14_100, 'desk')).toBe('taken');
    expect(ada.move(0, 'desk')).toEqual(['implausible_movement', expect.any(Number)]);
    expect(ada.move(0, 'phone')).toBe('taken');
    expect(ada.move(14_000, 'desk')).toEqual(['implausible_movement', 100]);
    ada.pass(100_000);
    expect(ada.move(14_000, 'desk')).toBe('taken');
  });
});

describe('[P15] buildings that are chosen by hand', () => {
  it('do not exceed the plausible speed, and are not compared with positions', () => {
    const ada = person();
    ada.move(9_000);
    expect(ada.choose(0)).toBe('taken');
    expect(ada.choose(14_000)).toEqual(['implausible_movement', expect.any(Number)]);
    expect(ada.choose(200)).toBe('taken');
    ada.pass(290_000);
    expect(ada.choose(14_000)).toBe('taken');
    expect(ada.move(9_000)).toBe('taken');
  });

  it('are limited in number, also without a boundary', () => {
    const ada = person();
    expect([ada.choose(null), ada.choose(0), ada.choose(10), ada.choose(20)]).toEqual([
      'taken',
      'taken',
      'taken',
      ['rate_limited', 10],
    ]);
    ada.pass(10_000);
    expect(ada.choose(20)).toBe('taken');
  });
});
