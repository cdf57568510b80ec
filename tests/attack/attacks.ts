/** All attacks on the functions of the server, in a short and a full form. */
import { createRandom } from '../faults/random';
import { averageAtRest } from './at-rest';
import type { Noise } from './device';
import { trilaterate, walkAsker } from './geometry-attacks';
import { averageInside, watchDoor } from './inside';
import { type Curve, locate, scatter } from './locate';
import { quadBands, quadCounts, unprotected } from './oracles';
import { swappedPairs } from './order';
import { snap } from './plane';
import { type Usefulness, usefulness } from './usefulness';
import { follow } from './walking';

export interface Size {
  targets: number;
  questions: number;
  /** How often an attacker tries with a device of its own, for each place. */
  learning: number;
  /** The noises of devices at rest. */
  noises: readonly Noise[];
  /** Targets that are watched for long. */
  watched: number;
}

export const FULL: Size = {
  targets: 1_000,
  questions: 1_000,
  learning: 300,
  noises: [
    { metres: 5, lasts: 0 },
    { metres: 10, lasts: 0 },
    { metres: 20, lasts: 0 },
    { metres: 10, lasts: 120 },
  ],
  watched: 100,
};
export const SHORT: Size = {
  targets: 40,
  questions: 80,
  learning: 10,
  noises: [{ metres: 10, lasts: 0 }],
  watched: 40,
};

/** Metres from a border of a cell, for the targets that may flicker. */
const BORDER_METRES = 5;

/** Attacks by questions about a target at rest, which the server sees exactly where it is. */
export function byQuestions({ targets, questions }: Size, seed: number): Curve[] {
  const random = createRandom(seed);
  const at = scatter(targets, random);
  const options = { questions, random };
  return [
    ...[1, 3, 10].map((accounts) => ({
      ...locate(quadBands(), at, { ...options, accounts }),
      name: `who is near, by band, ${accounts} ${accounts === 1 ? 'account' : 'accounts'}`,
    })),
    locate(quadCounts(scatter(30, random)), at, { ...options, accounts: 1 }),
    trilaterate(quadBands(), at, options),
    walkAsker(quadBands(), at, options),
  ];
}

/** The same attacks on servers without protection: they must find people. */
export function controls({ targets, questions }: Size, seed: number): Curve[] {
  const random = createRandom(seed);
  const at = scatter(targets, random);
  const options = { questions, random };
  return [
    locate(unprotected(), at, { ...options, accounts: 1 }),
    locate(unprotected(true), at, { ...options, accounts: 1 }),
    { ...trilaterate(unprotected(), at, options), name: 'no protection: trilateration' },
    { ...walkAsker(unprotected(), at, options), name: 'no protection: walking the asker' },
  ];
}

/** Attacks by watching a target for long, at rest outdoors and in a building. */
export function byWatching({ watched, questions, learning, noises }: Size, seed: number): Curve[] {
  const random = createRandom(seed);
  const at = scatter(watched, random);
  const border = scatter(watched * 8, random)
    .filter((point) => borderDistance(point) < BORDER_METRES)
    .slice(0, watched);
  const [first] = noises as [Noise];
  const inside = { questions, learning, random, arrived: true };
  const atBorder = averageAtRest(first, border, { epochs: questions, learning, random });
  return [
    ...noises.map((noise) => averageAtRest(noise, at, { epochs: questions, learning, random })),
    { ...atBorder, name: `${atBorder.name}, at most ${BORDER_METRES} m from a border` },
    ...noises.map((noise) => averageInside(noise, watched, { ...inside, depth: null })),
    averageInside(first, watched, { ...inside, depth: BORDER_METRES }),
  ];
}

/** Attacks a target that begins to share in a building: its first positions may be outside. */
export function bySharingInside({ watched, questions, learning, noises }: Size, seed: number): Curve {
  const options = { questions, learning, random: createRandom(seed), arrived: false, depth: null };
  return averageInside((noises[1] ?? noises[0]) as Noise, watched, options);
}

/** Attacks by watching a target that moves. */
export function byFollowing({ targets }: Size, seed: number): Curve[] {
  const random = createRandom(seed);
  const { enter, leave } = watchDoor(targets, { metres: 5, lasts: 0 }, random);
  return [follow(Math.ceil(targets / 5), { epochs: 10, random }), enter, leave];
}

/** Counts pairs of people whose order in a list depends on who asks. */
export function byOrder({ questions }: Size, seed: number): number {
  const random = createRandom(seed);
  return swappedPairs(scatter(40, random), scatter(questions, random));
}

/** Measures how useful the answers remain. */
export function usefulnessOf({ targets }: Size, seed: number): Usefulness[] {
  return usefulness([128, 256, 512], Math.max(600, targets), createRandom(seed));
}

function borderDistance(point: { x: number; y: number }): number {
  const centre = snap(point);
  return 32 - Math.max(Math.abs(point.x - centre.x), Math.abs(point.y - centre.y));
}
