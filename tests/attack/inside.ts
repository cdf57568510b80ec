/**
 * Attacks people in a building: building and cell together, how often a noisy position leaves the building, and the
 * moments at which somebody enters and leaves.
 */
import type { BoundedBuilding } from '@/server/places/geometry';
import { type BuildingIndex, indexBuildings } from '@/server/places/locate';
import { weightedMean } from './at-rest';
import { Device, type Noise } from './device';
import { type Curve, spreadOf } from './locate';
import { metres, type Point, positionOf } from './plane';

/** Half the length and width of the building, in metres; its centre is near the corner of a cell. */
const HALF = { x: 50, y: 20 };
const CENTRE: Point = { x: 31, y: 17 };
/** The doors, in the middle of the short sides. */
const DOORS: readonly Point[] = [
  { x: CENTRE.x - HALF.x, y: CENTRE.y },
  { x: CENTRE.x + HALF.x, y: CENTRE.y },
];
const STEP = 4;

const corner = (east: number, north: number): [number, number] => {
  const { latitude, longitude } = positionOf({ x: CENTRE.x + east * HALF.x, y: CENTRE.y + north * HALF.y });
  return [longitude, latitude];
};

function hallAlone(): { index: BuildingIndex; building: BoundedBuilding } {
  const hall: BoundedBuilding = {
    id: 'hall',
    name: 'Hall',
    campusId: null,
    ...positionOf(CENTRE),
    radius: 40,
    polygon: [[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]],
  };
  return { index: indexBuildings([hall]), building: hall };
}

/** What is published, as a word. */
const word = ({ cell, buildingId }: ReturnType<Device['published']>) =>
  buildingId ?? `${cell.row} ${cell.col}`;

/** Returns a random point of the building, at most `depth` metres from a long wall if that is given. */
function somewhere(random: () => number, depth: number | null): Point {
  const x = CENTRE.x + (2 * random() - 1) * HALF.x;
  const side = random() < 0.5 ? -1 : 1;
  const y = depth === null ? (2 * random() - 1) * HALF.y : side * (HALF.y - random() * depth);
  return { x, y: CENTRE.y + y };
}

/** Watches people at rest in a building at each report. The attacker knows how often each place is shown as what. */
export function averageInside(
  noise: Noise,
  count: number,
  options: {
    questions: number;
    learning: number;
    /** People at most this many metres from a wall; null: anywhere in the building. */
    depth: number | null;
    /** Whether they were shown in the building before, or begin to share where they are. */
    arrived: boolean;
    random: () => number;
  },
): Curve {
  const { random } = options;
  const place = hallAlone();
  const watch = (truth: Point, times: number, each: (seen: string, n: number) => void) => {
    const device = new Device(noise, random, place);
    if (options.arrived) device.arrive(CENTRE);
    for (let n = 1; n <= times; n++) {
      device.measure(truth);
      each(word(device.published()), n);
    }
  };
  const places: { at: Point; shown: Map<string, number> }[] = [];
  for (let x = -HALF.x + STEP / 2; x < HALF.x; x += STEP) {
    for (let y = -HALF.y + STEP / 2; y < HALF.y; y += STEP) {
      const at = { x: CENTRE.x + x, y: CENTRE.y + y };
      const shown = new Map<string, number>();
      watch(at, options.learning, (seen) => shown.set(seen, (shown.get(seen) ?? 0) + 1));
      places.push({ at, shown });
    }
  }
  const checkpoints = [1, 10, 100, 300, 1_000].filter((n) => n <= options.questions);
  const errors = new Map(checkpoints.map((n) => [n, [] as number[]]));
  const floor: number[] = [];
  for (let n = 0; n < count; n++) {
    const truth = somewhere(random, options.depth);
    const seen = new Map<string, number>();
    floor.push(metres(CENTRE, truth));
    watch(truth, options.questions, (what, asked) => {
      seen.set(what, (seen.get(what) ?? 0) + 1);
      errors.get(asked)?.push(metres(estimate(seen), truth));
    });
  }
  const where = options.depth === null ? '' : `, at most ${options.depth} m from a wall`;
  const start = options.arrived ? '' : ', sharing begins there';
  const lasting = noise.lasts > 0 ? ` that lasts ${noise.lasts} s` : '';
  return {
    name: `in a building${where}, noise of ${noise.metres} m${lasting}${start}`,
    floor: spreadOf(floor),
    points: [...errors].map(([questions, each]) => ({ questions, ...spreadOf(each) })),
  };

  function estimate(seen: ReadonlyMap<string, number>): Point {
    return weightedMean(
      places.map(({ at, shown }) => {
        let log = 0;
        for (const [what, times] of seen) {
          log += times * Math.log(((shown.get(what) ?? 0) + 0.05) / (options.learning + 1));
        }
        return { ...at, log };
      }),
    );
  }
}

/**
 * Returns the errors at the moments at which people are first shown inside, and first shown outside again: the attacker
 * knows the doors, and from which side they came or where they went.
 */
export function watchDoor(count: number, noise: Noise, random: () => number): { enter: Curve; leave: Curve } {
  const place = hallAlone();
  const errors = { enter: [] as number[], leave: [] as number[] };
  const floors = { enter: [] as number[], leave: [] as number[] };
  for (let n = 0; n < count; n++) {
    const door = DOORS[n % 2] as Point;
    const outwards = door.x < CENTRE.x ? -1 : 1;
    const device = new Device(noise, random, place);
    // It walks at 1.4 m/s from 70 m outside to the door, into the building, and back.
    const way = [...steps(70, -HALF.x), ...steps(-HALF.x, 70)];
    let inside = false;
    for (const outside of way) {
      const truth = { x: door.x + outwards * outside, y: door.y };
      device.measure(truth);
      const isIn = device.published().buildingId !== null;
      if (isIn === inside) continue;
      inside = isIn;
      errors[isIn ? 'enter' : 'leave'].push(metres(door, truth));
      floors[isIn ? 'enter' : 'leave'].push(metres(CENTRE, truth));
    }
  }
  const observed = (kind: 'enter' | 'leave', name: string): Curve => ({
    name,
    floor: spreadOf(floors[kind]),
    points: [{ questions: 1, ...spreadOf(errors[kind]) }],
  });
  return {
    enter: observed('enter', 'the second of entering, doors known'),
    leave: observed('leave', 'the second of leaving, doors known'),
  };
}

/** Yields the numbers from one to another in steps of seven metres, which a walker makes in five seconds. */
function* steps(from: number, to: number): Generator<number> {
  const step = from < to ? 7 : -7;
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) yield at;
}
