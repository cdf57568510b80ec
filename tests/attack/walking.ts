/**
 * Follows a target that walks: the cells that it passes, in their order and at their times, say more than the last one
 * alone. The attacker knows how people walk (straight for a while, at about the same speed), and is told the cell at every
 * epoch.
 */

import { sameCell } from '@/server/presence/cells';
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
/** Metres by which a position may differ from what the attacker computes, besides the noise of a device. */
const MARGIN = 15;

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
  const errors = Array.from({ length: options.epochs }, () => [] as number[]);
  const floor: number[] = [];
  for (let n = 0; n < count; n++) {
    const device = new Device({ metres: 5, lasts: 0 }, random);
    let walker = start(random);
    device.measure(walker.at);
    let particles = Array.from({ length: PARTICLES }, () => start(random));
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (let fix = 0; fix < FIXES_PER_EPOCH; fix++) {
        walker = walk(walker, STEP_SECONDS, random);
        device.measure(walker.at);
      }
      const { cell } = device.published();
      const centre = centreOf(cell);
      const moved = particles.map((each) => walk(walk(each, 30, random), 30, random));
      // Where the target is may be outside the cell by the margin; inside is likelier.
      const near = moved.filter(
        ({ at }) => isNear(at, centre) && (sameCell(cellAt(at), cell) || random() < 0.3),
      );
      particles = resample(near.length > 0 ? near : moved, centre, near.length > 0, random);
      const mean = { x: 0, y: 0 };
      for (const { at } of particles) {
        mean.x += at.x / particles.length;
        mean.y += at.y / particles.length;
      }
      errors[epoch]?.push(metres(mean, walker.at));
      floor.push(metres(centre, walker.at));
    }
  }
  return {
    name: 'walking, told every cell in time',
    floor: spreadOf(floor),
    points: errors.map((each, n) => ({ questions: n + 1, ...spreadOf(each) })),
  };
}

function isNear(at: Point, centre: Point): boolean {
  return Math.max(Math.abs(at.x - centre.x), Math.abs(at.y - centre.y)) <= 32 + MARGIN;
}

/** Draws as many particles again, slightly changed so that they stay different; new ones in the cell if none explains it. */
function resample(
  from: readonly Walker[],
  centre: Point,
  explained: boolean,
  random: () => number,
): Walker[] {
  return Array.from({ length: PARTICLES }, () => {
    if (!explained) {
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
