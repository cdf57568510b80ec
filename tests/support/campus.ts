/** Places of the campus of the tests (campus.geojson: plain rectangles with the ids of the sample), in WGS 84 degrees. */

export const TORRE_NORTE = {
  id: '2448131361091',
  name: 'Torre Norte',
  at: { latitude: 38.737781, longitude: -9.138573 },
};
export const CIVIL = {
  id: '2448131361042',
  name: 'Pavilhão de Civil',
  at: { latitude: 38.7374427, longitude: -9.1401387 },
};
export const CENTRAL = {
  id: '9900000000002',
  name: 'Pavilhão Central',
  at: { latitude: 38.736747, longitude: -9.139328 },
};
/** On another campus, 14 km from the first. */
export const TAGUSPARK = {
  id: '9900000000031',
  name: 'Taguspark, Edifício Principal',
  at: { latitude: 38.73715, longitude: -9.302892 },
};
/** In no building; some 130 m north of Torre Norte. */
export const LAWN = { latitude: 38.73895, longitude: -9.1386 };
/** In no building; 1.3 km north of Torre Norte. */
export const FAR_LAWN = { latitude: 38.7495, longitude: -9.1386 };

export const OUTSIDE = 'Out of IST registered facilities';

/** Returns a position this many metres north and east of another, for walking distances. */
export function moved(from: { latitude: number; longitude: number }, north: number, east = 0) {
  const metresPerDegree = 111_195;
  return {
    latitude: from.latitude + north / metresPerDegree,
    longitude: from.longitude + east / (metresPerDegree * Math.cos((from.latitude * Math.PI) / 180)),
  };
}
