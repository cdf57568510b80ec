const DAY_MS = 86_400_000;
const DAY = /^(19|20)\d\d-\d\d-\d\d$/;

/** Returns when a day (`2026-11-28`) begins and ends in a time zone; null when the day does not exist. */
export function dayIn(day: string, timeZone: string): { begins: Date; ends: Date } | null {
  const midnight = new Date(`${day}T00:00:00Z`);
  if (!DAY.test(day) || Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day)
    return null;
  const next = new Date(midnight.getTime() + DAY_MS);
  return { begins: shifted(midnight, timeZone), ends: shifted(next, timeZone) };
}

/**
 * Returns the first moment at which the time zone's clocks show `shown` (read as UTC) or later. If a change of the
 * clocks skips midnight, the result is the moment of the change.
 */
function shifted(shown: Date, timeZone: string): Date {
  // The offset changes at most once in these two days, so the offset at `shown` equals one of the two.
  const before = offset(shown.getTime() - DAY_MS, timeZone);
  const after = offset(shown.getTime() + DAY_MS, timeZone);
  // The greater the offset, the earlier the moment at which the clocks show a given time.
  const [first, last] = [
    shown.getTime() - Math.max(before, after),
    shown.getTime() - Math.min(before, after),
  ];
  if (first + offset(first, timeZone) >= shown.getTime()) return new Date(first);
  // The clocks show less than `shown` at `first`. They reach it at `last`, or jump over it in between.
  let [low, high] = [first, last];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (middle + offset(middle, timeZone) >= shown.getTime()) high = middle;
    else low = middle;
  }
  return new Date(high);
}

/** Returns the milliseconds by which the time zone's clocks are ahead of UTC. */
function offset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((datePart) => datePart.type === type)?.value);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
