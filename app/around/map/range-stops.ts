import { BUILDING_RANGE, CAMPUS_RANGE, RANGES } from '../../reach/use-reach';

/** A range that a user can choose: the building, some metres, or the whole campus. */
export interface RangeStop {
  kind: 'building' | 'metres' | 'campus';
  /** The range in metres that is sent to the server. */
  metres: number;
  /** The radius in metres with which the range is drawn. */
  radius: number;
}

const LEAST_CAMPUS = 640;

/**
 * Returns the five stops of the range, smallest first. `building`: the radius of the user's building. `farthest`: metres
 * from the user to the farthest edge of the campus.
 */
export function rangeStops(building: number, farthest: number): RangeStop[] {
  return RANGES.map((metres) => {
    if (metres === BUILDING_RANGE) return { kind: 'building', metres, radius: Math.min(building, 100) };
    if (metres < CAMPUS_RANGE) return { kind: 'metres', metres, radius: metres };
    return { kind: 'campus', metres, radius: Math.min(metres, Math.max(LEAST_CAMPUS, farthest)) };
  });
}

/** Returns the index of the stop that a stored range, in metres, is or is nearest to. */
export function stopOfRange(stops: readonly RangeStop[], range: number): number {
  return range === BUILDING_RANGE ? 0 : Math.max(1, stopOfRadius(stops, range));
}

/** Returns the index of the stop whose ring is nearest to a radius in metres, by ratio: so a hand judges a size. */
export function stopOfRadius(stops: readonly RangeStop[], metres: number): number {
  const off = ({ radius }: RangeStop) => Math.abs(Math.log(Math.max(1, metres) / radius));
  return stops.reduce((best, stop, i) => (off(stop) < off(stops[best] ?? stop) ? i : best), 0);
}
