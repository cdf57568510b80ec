/** A range that a user can choose: the building, some metres, or the whole campus. */
export interface RangeStop {
  kind: 'building' | 'metres' | 'campus';
  /** The range in metres that is sent to the server. */
  metres: number;
  /** The radius in metres with which the range is drawn. */
  radius: number;
}

/** Just below the least range that the server uses, which it stores as given: it stands for "the same building". */
const BUILDING_RANGE = 127;
const FIXED: readonly number[] = [128, 256, 512];
/** The largest range that the server accepts: no campus is larger. */
const CAMPUS_RANGE = 5_000;
const LEAST_CAMPUS = 640;

/**
 * Returns the five stops of the range, smallest first. `building`: the radius of the user's building. `farthest`: metres
 * from the user to the farthest edge of the campus.
 */
export function rangeStops(building: number, farthest: number): RangeStop[] {
  return [
    { kind: 'building', metres: BUILDING_RANGE, radius: Math.min(building, 100) },
    ...FIXED.map((metres): RangeStop => ({ kind: 'metres', metres, radius: metres })),
    {
      kind: 'campus',
      metres: CAMPUS_RANGE,
      radius: Math.min(CAMPUS_RANGE, Math.max(LEAST_CAMPUS, farthest)),
    },
  ];
}

/** Returns the index of the stop that a stored range, in metres, is or is nearest to. */
export function stopOfRange(stops: readonly RangeStop[], range: number): number {
  return range < (FIXED[0] as number) ? 0 : stopOfRadius(stops, range);
}

/** Returns the index of the stop whose ring is nearest to a radius in metres, by ratio: so a hand judges a size. */
export function stopOfRadius(stops: readonly RangeStop[], metres: number): number {
  const off = ({ radius }: RangeStop) => Math.abs(Math.log(Math.max(1, metres) / radius));
  return stops.reduce((best, stop, i) => (off(stop) < off(stops[best] ?? stop) ? i : best), 0);
}
