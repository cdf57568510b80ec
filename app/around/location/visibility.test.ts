import { describe, expect, it } from 'vitest';
import type { WirePlace } from '@/protocol/messages';
import { minutesUntilMidnight, visibilityOf } from './visibility';

const place: WirePlace = {
  sharing: true,
  building: null,
  declared: false,
  state: 'waiting',
  range: 128,
  findable: false,
};

describe('[P17] what the page says of being found', () => {
  it('is that people can find somebody only while the server says so', () => {
    const found: WirePlace = { ...place, state: 'outside', findable: true, device: { id: 'me', name: null } };
    expect(visibilityOf(found, null, 'ready', 'me')).toBe('found');
    expect(visibilityOf({ ...found, sharing: false }, null, 'ready', 'me')).toBe('off');
    expect(visibilityOf(place, 'denied', 'ready', 'me')).toBe('hidden');
    expect(visibilityOf({ ...place, state: 'unknown' }, null, 'ready', 'me')).toBe('inexact');
    expect(visibilityOf(place, null, 'ready', 'me')).toBe('waiting');
    // A located user stays located for a while at the last location, and by another device whatever this device can
    // do.
    expect(visibilityOf(found, 'denied', 'ready', 'me')).toBe('last');
    expect(visibilityOf(found, 'implausible', 'ready', 'me')).toBe('found');
    expect(visibilityOf({ ...found, state: 'unknown' }, null, 'ready', 'me')).toBe('last');
    expect(visibilityOf(found, 'denied', 'ready', 'another')).toBe('found');
  });

  it('is that a building chosen by hand shows them to those in it', () => {
    expect(visibilityOf({ ...place, sharing: false, declared: true }, null, 'ready', 'me')).toBe('declared');
  });

  it('is not a guess without a connection', () => {
    expect(visibilityOf({ ...place, findable: true }, null, 'offline', 'me')).toBe('unsure');
    expect(visibilityOf(null, null, 'connecting', undefined)).toBe('off');
  });
});

it('sharing until midnight lasts the minutes until then', () => {
  expect(minutesUntilMidnight(new Date(2026, 10, 3, 18, 0))).toBe(360);
  expect(minutesUntilMidnight(new Date(2026, 10, 3, 23, 59, 50))).toBe(1);
  expect(minutesUntilMidnight(new Date(2026, 10, 3, 0, 0))).toBe(1440);
});
