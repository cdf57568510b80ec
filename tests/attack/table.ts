import type { Curve, Spread } from './locate';

/** The least error of an attacker, as a part of the error of somebody who knows the cell or the building only. */
const LEAST = { median: 0.95, fifth: 0.8 };

export const HEADER = [
  '| attack | questions | median error | of the floor | 5th percentile | of its floor | |',
  '|---|---|---|---|---|---|---|',
].join('\n');

/** Returns the last point of an attack: after all its questions. */
function last({ points }: Curve) {
  return points.at(-1) as { questions: number } & Spread;
}

/** Returns the error after all questions, as a part of the floor. */
function ratiosOf(curve: Curve): Spread {
  const { median, fifth } = last(curve);
  return { median: median / curve.floor.median, fifth: fifth / curve.floor.fifth };
}

/** Returns whether the attacker learned nothing beyond the cell or the building. */
export function isMet(curve: Curve): boolean {
  const { median, fifth } = ratiosOf(curve);
  return median >= LEAST.median && fifth >= LEAST.fifth;
}

/** Returns the attack as a line of a Markdown table. */
export function lineOf(curve: Curve): string {
  const { questions, median, fifth } = last(curve);
  const ratios = ratiosOf(curve);
  const cells = [
    curve.name,
    questions,
    `${median.toFixed(1)} m`,
    `${ratios.median.toFixed(2)} of ${curve.floor.median.toFixed(1)} m`,
    `${fifth.toFixed(1)} m`,
    `${ratios.fifth.toFixed(2)} of ${curve.floor.fifth.toFixed(1)} m`,
    isMet(curve) ? 'met' : 'below',
  ];
  return `| ${cells.join(' | ')} |`;
}
