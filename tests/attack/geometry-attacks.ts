/** The attacks of textbooks: trilateration, and walking the asker until the answer flips. They know no posterior. */

import { type Curve, spreadOf } from './locate';
import type { Oracle } from './oracles';
import { CAMPUS_METRES, metres, type Point, snap } from './plane';

/** Asks whether the target is in range, and counts the questions. */
function counting(oracle: Oracle) {
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    inRange(from: Point, range: number): boolean {
      asked += 1;
      return oracle.ask(0, { from, range }) < oracle.cuts(range).length;
    },
  };
}

/** Finds where a condition changes between two numbers, of which it is true for the first. */
function bisect(from: number, to: number, until: number, is: (at: number) => boolean): number {
  let [yes, no] = [from, to];
  while (Math.abs(no - yes) > until) {
    const middle = (yes + no) / 2;
    if (is(middle)) yes = middle;
    else no = middle;
  }
  return (yes + no) / 2;
}

/** Attacks each target by a strategy, which ends when the questions are used up. */
function attack(
  oracle: Oracle,
  name: string,
  targets: readonly Point[],
  strategy: (target: Point, ask: ReturnType<typeof counting>) => Point,
): Curve {
  let most = 0;
  const errors = targets.map((target) => {
    oracle.place(target);
    const ask = counting(oracle);
    const error = metres(strategy(target, ask), target);
    most = Math.max(most, ask.asked);
    return error;
  });
  return {
    name,
    floor: spreadOf(targets.map((target) => metres(target, snap(target)))),
    points: [{ questions: most, ...spreadOf(errors) }],
  };
}

/** Finds the distance of the target from many places by the least range that finds it, and fits a point to them. */
export function trilaterate(
  oracle: Oracle,
  targets: readonly Point[],
  { questions, random }: { questions: number; random: () => number },
): Curve {
  return attack(oracle, 'trilateration', targets, (_target, ask) => {
    const circles: { from: Point; range: number }[] = [];
    while (ask.asked + 13 <= questions) {
      const angle = 2 * Math.PI * random();
      const from = { x: Math.cos(angle) * CAMPUS_METRES, y: Math.sin(angle) * CAMPUS_METRES };
      const range = bisect(5_000, 0, 1, (at) => ask.inRange(from, at));
      circles.push({ from, range });
    }
    // The attacker does not know whether its own place is snapped: it takes what fits better.
    const fits = [circles, circles.map(({ from, range }) => ({ from: snap(from), range }))].map(fit);
    return (fits[0] as Fit).residual < (fits[1] as Fit).residual ? (fits[0] as Fit).at : (fits[1] as Fit).at;
  });
}

interface Fit {
  at: Point;
  residual: number;
}

/** Fits a point to distances by Newton's method on the squared errors (Gauss and Newton). */
function fit(circles: readonly { from: Point; range: number }[]): Fit {
  let at = { x: 0, y: 0 };
  for (let n = 0; n < 20; n++) {
    let [xx, xy, yy, xr, yr] = [0, 0, 0, 0, 0];
    for (const { from, range } of circles) {
      const distance = metres(at, from);
      const [ux, uy] = [(at.x - from.x) / distance, (at.y - from.y) / distance];
      const rest = range - distance;
      xx += ux * ux;
      xy += ux * uy;
      yy += uy * uy;
      xr += ux * rest;
      yr += uy * rest;
    }
    const det = xx * yy - xy * xy;
    at = { x: at.x + (yy * xr - xy * yr) / det, y: at.y + (xx * yr - xy * xr) / det };
  }
  const residual = circles.reduce((sum, { from, range }) => sum + (range - metres(at, from)) ** 2, 0);
  return { at, residual };
}

/**
 * Walks the asker away from the target in many directions until the answer at the least range flips, and takes the
 * middle of the points of opposite directions. It begins where the target is in range.
 */
export function walkAsker(
  oracle: Oracle,
  targets: readonly Point[],
  { questions, random }: { questions: number; random: () => number },
): Curve {
  return attack(oracle, 'walking the asker', targets, (target, ask) => {
    let start = { x: target.x + (random() - 0.5) * 60, y: target.y + (random() - 0.5) * 60 };
    const flip = (angle: number) => {
      const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
      const on = (at: number) => ({ x: start.x + at * ux, y: start.y + at * uy });
      return on(bisect(0, 500, 0.25, (at) => ask.inRange(on(at), 128)));
    };
    const sum = { x: 0, y: 0 };
    for (let n = 0; ask.asked + 50 <= questions; n++) {
      const angle = 2 * Math.PI * random();
      // Across the chord, and then across the chord at right angles through its middle: the centre of a circle.
      const middleOf = (way: number) => {
        const [a, b] = [flip(way), flip(way + Math.PI)];
        return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      };
      start = middleOf(angle);
      start = middleOf(angle + Math.PI / 2);
      sum.x += start.x;
      sum.y += start.y;
      if (ask.asked + 50 > questions) return { x: sum.x / (n + 1), y: sum.y / (n + 1) };
    }
    return start;
  });
}
