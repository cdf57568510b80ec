/**
 * Averages a target at rest whose positions are noisy: it is shown in another cell now and then, and how often tells how
 * near it is to which border. The attacker knows the noise, and has tried with devices of its own how often each place
 * changes its cell.
 */
import type { Cell } from '@/server/presence/cells';
import { Device, FIXES_PER_EPOCH, type Noise } from './device';
import { type Curve, spreadOf } from './locate';
import { centreOf, metres, type Point, snap } from './plane';

/** Metres between the places that an attacker distinguishes, and how far they reach from the centre of a cell. */
const STEP = 4;
const REACH = 80;
const SIDE = REACH / STEP + 1;
const EDGE = 32;
/** A cell change by more than two columns or rows counts as two. */
const FAR = 2;
const OUTCOMES = (2 * FAR + 1) ** 2;

/**
 * How often a place changes its cell, learned by trying: for each place relative to the centre of the published cell
 * (mirrored into one quarter), the logarithm of the probability of each next cell (mirrored alike).
 */
function learn(noise: Noise, epochs: number, random: () => number): Float64Array {
  const counts = new Float64Array(SIDE * SIDE * OUTCOMES).fill(0.01);
  for (let column = 0; column < SIDE; column++) {
    for (let row = 0; row < SIDE; row++) {
      const middle = snap({ x: 0, y: 0 });
      const truth = { x: middle.x + column * STEP, y: middle.y + row * STEP };
      const device = new Device(noise, random);
      // It begins in the cell of the middle, wherever the truth is.
      device.measure(middle);
      let before = device.published().cell;
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let fix = 0; fix < FIXES_PER_EPOCH; fix++) device.measure(truth);
        const after = device.published().cell;
        const at = slot(truth, before, after);
        if (at >= 0) counts[at] = (counts[at] as number) + 1;
        before = after;
      }
    }
  }
  for (let from = 0; from < counts.length; from += OUTCOMES) {
    let sum = 0;
    for (let n = 0; n < OUTCOMES; n++) sum += counts[from + n] as number;
    for (let n = 0; n < OUTCOMES; n++) counts[from + n] = Math.log((counts[from + n] as number) / sum);
  }
  return counts;
}

/** Returns the place in the table for a change of cell of a target; -1 too far away. */
function slot(truth: Point, before: Cell, after: Cell): number {
  const centre = centreOf(before);
  const x = truth.x - centre.x;
  const y = truth.y - centre.y;
  const column = Math.round(Math.abs(x) / STEP);
  const row = Math.round(Math.abs(y) / STEP);
  if (column >= SIDE || row >= SIDE) return -1;
  const limit = (steps: number) => Math.max(-FAR, Math.min(FAR, steps));
  const east = limit(Math.round((centreOf(after).x - centre.x) / (2 * EDGE)) * (x < 0 ? -1 : 1));
  const north = limit((after.row - before.row) * (y < 0 ? -1 : 1));
  return (column * SIDE + row) * OUTCOMES + (east + FAR) * (2 * FAR + 1) + north + FAR;
}

/** Returns the probability that a position of a target at `offset` from the centre of a cell is in it, in one direction. */
function within(offset: number, { metres: sigma }: Noise): number {
  const phi = (z: number) => 1 / (1 + Math.exp(-1.702 * z)); // close to the normal distribution
  return phi((EDGE - offset) / sigma) - phi((-EDGE - offset) / sigma);
}

/** Watches targets at rest at every epoch, and measures how near the attacker comes. */
export function averageAtRest(
  noise: Noise,
  targets: readonly Point[],
  options: { epochs: number; learning: number; random: () => number },
): Curve {
  const table = learn(noise, options.learning, options.random);
  const checkpoints = [1, 10, 30, 60, 100, 300, 480, 1_000].filter((count) => count <= options.epochs);
  const errors = new Map(checkpoints.map((count) => [count, [] as number[]]));
  const floor: number[] = [];
  for (const truth of targets) {
    const device = new Device(noise, options.random);
    device.measure(truth);
    let before = device.published().cell;
    const first = centreOf(before);
    const changes = new Map<string, { before: Cell; after: Cell; times: number }>();
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      for (let fix = 0; fix < FIXES_PER_EPOCH; fix++) device.measure(truth);
      const after = device.published().cell;
      const key = `${before.row} ${before.col} ${after.row} ${after.col}`;
      const known = changes.get(key) ?? { before, after, times: 0 };
      known.times += 1;
      changes.set(key, known);
      before = after;
      errors.get(epoch)?.push(metres(estimate(first, [...changes.values()]), truth));
    }
    // Somebody who is told the last cell, and nothing of the others.
    floor.push(metres(centreOf(before), truth));
  }
  const { metres: deviation, lasts } = noise;
  return {
    name: `at rest, noise of ${deviation} m${lasts > 0 ? ` that lasts ${lasts} s` : ''}`,
    floor: spreadOf(floor),
    points: [...errors].map(([questions, each]) => ({ questions, ...spreadOf(each) })),
  };

  /** Returns the mean of the places, weighted by how well each explains the first cell and the changes. */
  function estimate(first: Point, changes: { before: Cell; after: Cell; times: number }[]): Point {
    const places: (Point & { log: number })[] = [];
    for (let x = -REACH; x <= REACH; x += STEP) {
      for (let y = -REACH; y <= REACH; y += STEP) {
        const place = { x: first.x + x, y: first.y + y };
        let log = Math.log(within(x, noise) * within(y, noise) + 1e-12);
        for (const { before, after, times } of changes) {
          const at = slot(place, before, after);
          log += times * (at < 0 ? -20 : (table[at] as number));
        }
        places.push({ ...place, log });
      }
    }
    return weightedMean(places);
  }
}

/** Returns the mean of places, weighted by the exponentials of `log`. */
export function weightedMean(places: readonly (Point & { log: number })[]): Point {
  const highest = places.reduce((most, { log }) => Math.max(most, log), Number.NEGATIVE_INFINITY);
  let sum = 0;
  let x = 0;
  let y = 0;
  for (const place of places) {
    const weight = Math.exp(place.log - highest);
    sum += weight;
    x += weight * place.x;
    y += weight * place.y;
  }
  return { x: x / sum, y: y / sum };
}
