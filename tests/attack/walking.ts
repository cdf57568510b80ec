/**
 * Follows a target that walks: the cells that it passes, in their order and at their times, say more than the last one
 * alone. The attacker knows how people walk (straight for a while, at about the same speed), and is told the cell at every
 * epoch.
 */

import { type Cell, sameCell } from '@/server/presence/cells';
import { Device, FIX_MS, FIXES_PER_EPOCH } from './device';
import { type Curve, spreadOf } from './locate';
import { CAMPUS_METRES, cellAt, centreOf, metres, normal, type Point } from './plane';

interface Walker {
  at: Point;
  /** Radians from east. */
  heading: number;
  /** Metres per second. */
  speed: number;
}

const SPEED = 1.4;
const STEP_SECONDS = FIX_MS / 1_000;
/** The mean length of a straight way, in seconds. */
const STRAIGHT_SECONDS = 300;
const PARTICLES = 1_500;
/** Metres by which a position must be outside its cell to change it: the accuracy of the device is 7.5 m. */
const MARGIN = 15 + 7.5;
/** Seconds before an epoch at which a change must have been seen. */
const SETTLE_SECONDS = 15;

/** Epochs after which the attacker is measured. */
const KNOWN_AFTER = 3;

function start(random: () => number): Walker {
  const at = { x: (random() - 0.5) * CAMPUS_METRES, y: (random() - 0.5) * CAMPUS_METRES };
  return { at, heading: 2 * Math.PI * random(), speed: SPEED + 0.15 * normal(random) };
}

/** Walks on for some seconds; turns now and then, and at the border of the campus. */
function walk({ at, heading, speed }: Walker, seconds: number, random: () => number): Walker {
  const turned = random() < 1 - Math.exp(-seconds / STRAIGHT_SECONDS) ? 2 * Math.PI * random() : heading;
  const next = { x: at.x + Math.cos(turned) * speed * seconds, y: at.y + Math.sin(turned) * speed * seconds };
  const isOut = Math.max(Math.abs(next.x), Math.abs(next.y)) > CAMPUS_METRES / 2;
  return isOut ? { at, heading: 2 * Math.PI * random(), speed } : { at: next, heading: turned, speed };
}

/** Follows walkers over some epochs. The floor is the error of an attacker who knows the last cell and nothing else. */
export function follow(count: number, options: { epochs: number; random: () => number }): Curve {
  const { random } = options;
  const errors: number[] = [];
  const floor: number[] = [];
  for (let n = 0; n < count; n++) {
    const device = new Device({ metres: 5, lasts: 0 }, random);
    let walker = start(random);
    device.measure(walker.at);
    // The first minute ends with an epoch, too.
    for (let fix = 1; fix < FIXES_PER_EPOCH; fix++) device.measure(walker.at);
    let before = device.published().cell;
    let particles = resample([], centreOf(before), random);
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (let fix = 0; fix < FIXES_PER_EPOCH; fix++) {
        walker = walk(walker, STEP_SECONDS, random);
        device.measure(walker.at);
      }
      const { cell } = device.published();
      const likely = particles.flatMap((each) => {
        const early = walk(walk(each, 30, random), 30 - SETTLE_SECONDS, random);
        const late = walk(early, SETTLE_SECONDS, random);
        const changes = isOutside(early.at, before) && isOutside(late.at, before);
        // Noise explains a few of the others.
        return sameCell(changes ? cellAt(late.at) : before, cell) || random() < 0.002 ? [late] : [];
      });
      particles = resample(likely, centreOf(cell), random);
      before = cell;
      const mean = { x: 0, y: 0 };
      for (const { at } of particles) {
        mean.x += at.x / particles.length;
        mean.y += at.y / particles.length;
      }
      // By then it knows the way.
      if (epoch < KNOWN_AFTER) continue;
      errors.push(metres(mean, walker.at));
      floor.push(metres(centreOf(cell), walker.at));
    }
  }
  return {
    name: 'walking, told every cell in time',
    floor: spreadOf(floor),
    points: [{ questions: options.epochs, ...spreadOf(errors) }],
  };
}

/** Returns whether a position is outside a cell by enough to change it. */
function isOutside(at: Point, cell: Cell): boolean {
  const centre = centreOf(cell);
  return (
    Math.hypot(Math.max(0, Math.abs(at.x - centre.x) - 32), Math.max(0, Math.abs(at.y - centre.y) - 32)) >
    MARGIN
  );
}

/** Draws as many particles again, slightly changed so that they stay different; new ones in the cell if none is left. */
function resample(from: readonly Walker[], centre: Point, random: () => number): Walker[] {
  return Array.from({ length: PARTICLES }, () => {
    if (from.length === 0) {
      const at = { x: centre.x + (random() - 0.5) * 64, y: centre.y + (random() - 0.5) * 64 };
      return { ...start(random), at };
    }
    const { at, heading, speed } = from[Math.floor(random() * from.length)] as Walker;
    return {
      at: { x: at.x + 2 * normal(random), y: at.y + 2 * normal(random) },
      heading: heading + 0.03 * normal(random),
      speed: speed + 0.02 * normal(random),
    };
  });
}
