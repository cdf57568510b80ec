const DAY = /^(19|20)\d\d-\d\d-\d\d$/;

/** When a day, as in `2026-11-28`, begins in a time zone, and when the next one does; null when there is no such day. */
export function dayIn(day: string, timeZone: string): { begins: Date; ends: Date } | null {
  const midnight = new Date(`${day}T00:00:00Z`);
  if (!DAY.test(day) || Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day)
    return null;
  const next = new Date(midnight.getTime() + 86_400_000);
  return { begins: shifted(midnight, timeZone), ends: shifted(next, timeZone) };
}

/** When clocks of a time zone show what those of UTC show at `shown`; at the hour that a change skips, that after it. */
function shifted(shown: Date, timeZone: string): Date {
  // The offset near that time is, but for the hours about a change, the one at it; the second look is for those.
  const guess = shown.getTime() - offset(shown.getTime(), timeZone);
  return new Date(shown.getTime() - offset(guess, timeZone));
}

/** Milliseconds by which clocks are ahead of UTC. */
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
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
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
