import { describe, expect, it } from 'vitest';
import { byOrder, byQuestions, byWatching, controls, SHORT, usefulnessOf } from './attacks';
import { isMet, lineOf } from './table';

const SEED = 1;

/** The short form of `npm run attack`: fewer targets and questions. */
describe('an attacker who knows the rules', () => {
  it('[P2][P4][P7] learns by questions the cell and no more', () => {
    const below = byQuestions(SHORT, SEED).filter((curve) => !isMet(curve));
    expect(below.map(lineOf)).toEqual([]);
  });

  it('finds people within metres where positions, or only those of the others, are compared', () => {
    const errors = controls(SHORT, SEED).map(({ name, points }) => [name, (points.at(-1)?.median ?? 99) < 4]);
    expect(errors).toEqual(errors.map(([name]) => [name, true]));
  });

  it('[P3] learns nothing by watching somebody at rest', () => {
    const below = byWatching(SHORT, SEED).filter((curve) => !isMet(curve));
    expect(below.map(lineOf)).toEqual([]);
  });

  it('[P7] learns nothing from the order of a list', () => {
    expect(byOrder(SHORT, SEED)).toBe(0);
  });
});

it('the answers stay useful: at 256 m most of those shown are in range, and most of those in range are shown', () => {
  const [, middle] = usefulnessOf(SHORT, SEED);
  expect(middle?.precision).toBeGreaterThan(0.92);
  expect(middle?.recall).toBeGreaterThan(0.87);
});
