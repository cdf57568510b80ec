import { CAMPUS_METRES, metres, type Point, snap } from './plane';

/** A question of an attacker: who is within a range (metres) of a claimed place? */
export interface Question {
  from: Point;
  range: number;
}

/**
 * What the attacker assumes of the server: how it sees the place of the asker and that of the target when it compares
 * their distance.
 */
export interface Hypothesis {
  name: string;
  asker(point: Point): Point;
  target(point: Point): Point;
}

const same = (point: Point) => point;

/** Snapped asker and target, as Quad does it, and the mistakes that a server could make. */
export const HYPOTHESES: readonly Hypothesis[] = [
  { name: 'exact', asker: same, target: same },
  { name: 'asker snapped', asker: snap, target: same },
  { name: 'both snapped', asker: snap, target: snap },
];

const PARTICLES = 300;
/** Metres by which the plane may differ from the sphere: a particle this near to a limit is not excluded. */
const TOLERANCE = 0.3;
/** How often a new particle is drawn before the others have to do. */
const TRIES = 40;

interface Particle {
  /** Where the target may be. */
  at: Point;
  /** How the server sees it there, by the hypothesis. */
  seen: Point;
}

interface Fact {
  from: Point;
  least: number;
  most: number;
}

/**
 * What an attacker believes about the place of a target, by one hypothesis: a set of equally likely points, uniform at
 * first. Refuted once no point explains the answers.
 */
export class Posterior {
  refuted = false;
  #particles: Particle[] = [];
  #spread = Number.POSITIVE_INFINITY;
  #mean: Point = { x: 0, y: 0 };
  /** The answers that excluded anything. */
  readonly #facts: Fact[] = [];

  constructor(
    readonly hypothesis: Hypothesis,
    readonly random: () => number,
  ) {
    const half = CAMPUS_METRES / 2;
    while (this.#particles.length < PARTICLES) this.#particles.push(this.#draw(-half, half, -half, half));
    this.#measure();
  }

  /** Returns the place that the attacker names: the mean. */
  estimate(): Point {
    return this.#mean;
  }

  /** Returns the half diagonal of the box of all points, in metres. */
  spread(): number {
    return this.#spread;
  }

  /** Takes an answer: the target, as the server sees it, is `least` to `most` metres from the asker. */
  tell(question: Question, least: number, most: number): void {
    if (this.refuted) return;
    const fact = {
      from: this.hypothesis.asker(question.from),
      least: least - TOLERANCE,
      most: most + TOLERANCE,
    };
    const box = this.#box();
    const left = this.#particles.filter((particle) => agrees(particle, fact));
    if (left.length === this.#particles.length) return;
    this.#facts.push(fact);
    const before = this.#particles;
    this.#particles = left;
    this.#refill(left.length > 0 ? this.#box() : box);
    this.refuted = this.#particles.length === 0;
    // The last belief stays the estimate, because a place can be known too exactly to draw points that agree.
    if (this.refuted) this.#particles = before;
    else this.#measure();
  }

  /** Returns a random question that divides the points, or does not. */
  anyQuestion(): Question {
    const centre = this.estimate();
    const reach = Math.max(200, 1.5 * this.spread());
    const from = {
      x: centre.x + (2 * this.random() - 1) * reach,
      y: centre.y + (2 * this.random() - 1) * reach,
    };
    const pivot = this.#particles[Math.floor(this.random() * this.#particles.length)] as Particle;
    const distance = metres(this.hypothesis.asker(from), pivot.seen);
    return { from, range: Math.min(5_000, Math.max(128, Math.round(distance))) };
  }

  /**
   * Returns the question that divides the points best, and how well (bits): of some random places near the points, each
   * with a range that divides them. `cuts` are the distances at which the answer to a question changes.
   */
  mostTelling(cuts: (range: number) => readonly number[], candidates: number): Question & { bits: number } {
    let best: (Question & { bits: number }) | null = null;
    for (let n = 0; n < candidates; n++) {
      const { from, range } = this.anyQuestion();
      const asker = this.hypothesis.asker(from);
      const limits = cuts(range);
      const bits = entropy(
        this.#particles.map(({ seen }) => {
          const distance = metres(asker, seen);
          return limits.reduce((interval, cut) => (distance > cut ? interval + 1 : interval), 0);
        }),
      );
      if (!best || bits > best.bits) best = { from, range, bits };
    }
    return best as Question & { bits: number };
  }

  #measure(): void {
    const { west, east, south, north } = this.#box();
    this.#spread = Math.hypot(east - west, north - south) / 2;
    this.#mean = this.#particles.reduce(
      (mean, { at }) => ({
        x: mean.x + at.x / this.#particles.length,
        y: mean.y + at.y / this.#particles.length,
      }),
      { x: 0, y: 0 },
    );
  }

  #draw(west: number, east: number, south: number, north: number): Particle {
    const at = { x: west + this.random() * (east - west), y: south + this.random() * (north - south) };
    return { at, seen: this.hypothesis.target(at) };
  }

  #box() {
    const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
    for (const { at } of this.#particles) {
      box.west = Math.min(box.west, at.x);
      box.east = Math.max(box.east, at.x);
      box.south = Math.min(box.south, at.y);
      box.north = Math.max(box.north, at.y);
    }
    return box;
  }

  /** Draws new points that agree with every answer from a box, somewhat enlarged, until there are enough again. */
  #refill({ west, east, south, north }: { west: number; east: number; south: number; north: number }): void {
    if (this.#particles.length > PARTICLES / 2) return;
    // Few points may have been on the edge of what is left.
    const more = 1 + Math.max(east - west, north - south) * (this.#particles.length < 20 ? 0.5 : 0.1);
    const missing = PARTICLES - this.#particles.length;
    for (let tries = 0; tries < missing * TRIES && this.#particles.length < PARTICLES; tries++) {
      const particle = this.#draw(west - more, east + more, south - more, north + more);
      if (this.#facts.every((fact) => agrees(particle, fact))) this.#particles.push(particle);
    }
  }
}

function agrees({ seen }: Particle, { from, least, most }: Fact): boolean {
  const distance = metres(seen, from);
  return distance >= least && distance <= most;
}

/** Returns the bits that an answer carries, given the answer that each point predicts. */
function entropy(answers: readonly number[]): number {
  const counts: number[] = [];
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts.reduce((bits, count) => {
    const share = (count ?? 0) / answers.length;
    return share > 0 ? bits - share * Math.log2(share) : bits;
  }, 0);
}
