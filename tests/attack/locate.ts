import type { Oracle } from './oracles';
import { CAMPUS_METRES, metres, type Point, quantile, snap } from './plane';
import { HYPOTHESES, Posterior, type Question } from './posterior';

/** Numbers of questions after which the error is measured. */
export const CHECKPOINTS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000];

/** The errors of an attack on many targets at rest, in metres. */
export interface Curve {
  name: string;
  /** Of an attacker who is told the cell and nothing else. */
  floor: Spread;
  points: ({ questions: number } & Spread)[];
}

export interface Spread {
  median: number;
  fifth: number;
}

/** Returns the median and the 5th percentile of errors. */
export function spreadOf(errors: readonly number[]): Spread {
  return { median: quantile(errors, 0.5), fifth: quantile(errors, 0.05) };
}

/** Returns random points of the campus. */
export function scatter(count: number, random: () => number): Point[] {
  return Array.from({ length: count }, () => ({
    x: (random() - 0.5) * CAMPUS_METRES,
    y: (random() - 0.5) * CAMPUS_METRES,
  }));
}

/**
 * An attacker who knows how servers answer: it keeps a posterior for each hypothesis, asks the most telling question
 * for the sharpest one that is not refuted, and names its mean.
 */
export class Attacker {
  readonly #posteriors: Posterior[];
  /** Questions until the most telling one is sought again: nothing was left to learn. */
  #rest = 0;

  constructor(
    readonly cuts: Oracle['cuts'],
    random: () => number,
  ) {
    this.#posteriors = HYPOTHESES.map((hypothesis) => new Posterior(hypothesis, random));
  }

  /** Returns the sharpest posterior that is not refuted; the sharpest of all once every one is. */
  #best(): Posterior {
    const alive = this.#posteriors.filter(({ refuted }) => !refuted);
    const rest = alive.length > 0 ? alive : this.#posteriors;
    return rest.reduce((best, each) => (each.spread() < best.spread() ? each : best));
  }

  estimate(): Point {
    return this.#best().estimate();
  }

  /** Returns how far the places are apart that the answers leave, in metres. */
  spread(): number {
    return this.#best().spread();
  }

  choose(): Question {
    const best = this.#best();
    if (this.#rest > 0) {
      this.#rest -= 1;
      return best.anyQuestion();
    }
    const question = best.mostTelling(this.cuts, 12);
    if (question.bits < 0.05) this.#rest = 25;
    return question;
  }

  learn(question: Question, answer: number): void {
    const cuts = this.cuts(question.range);
    for (const posterior of this.#posteriors) {
      posterior.tell(question, cuts[answer - 1] ?? 0, cuts[answer] ?? Number.POSITIVE_INFINITY);
    }
  }
}

/**
 * Attacks targets, which are at rest, one after another, with some accounts that ask at the same time: none knows the
 * others' answers of the round.
 */
export function locate(
  oracle: Oracle,
  targets: readonly Point[],
  options: { accounts: number; questions: number; random: () => number },
): Curve {
  const checkpoints = CHECKPOINTS.filter((count) => count <= options.questions);
  const errors = new Map(checkpoints.map((count) => [count, [] as number[]]));
  for (const target of targets) {
    oracle.place(target);
    const attacker = new Attacker(oracle.cuts, options.random);
    for (let asked = 0; asked < options.questions; ) {
      const round = Array.from({ length: Math.min(options.accounts, options.questions - asked) }, () =>
        attacker.choose(),
      );
      for (const [account, question] of round.entries()) {
        attacker.learn(question, oracle.ask(account, question));
        asked += 1;
        errors.get(asked)?.push(metres(attacker.estimate(), target));
      }
    }
  }
  return {
    name: oracle.name,
    floor: spreadOf(targets.map((target) => metres(target, snap(target)))),
    points: [...errors].map(([questions, each]) => ({ questions, ...spreadOf(each) })),
  };
}
