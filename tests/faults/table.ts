import type { Verdict } from './checker/check';
import { WRONGS } from './checker/finding';
import type { Hunt } from './hunt';
import type { Counts, Toll } from './measure';

const SHOWN_VIOLATIONS = 20;

/** Returns the table of a run under faults. */
export function tableOf(verdict: Verdict, counts: Counts, faults: Toll[]): string {
  const { violations, findings } = verdict;
  const wrongs = WRONGS.map(
    (wrong) => `${wrong} ${violations.filter((violation) => violation.wrong === wrong).length}`,
  );
  return [
    `sends    invoked ${counts.invoked}, acknowledged ${counts.acknowledged}, refused ${counts.refused}, unknown ${counts.unknown}`,
    `wrong    ${wrongs.join(', ')}`,
    '',
    line('fault', 'times', 'unavailable', 'agreement after'),
    ...faults.map(({ what, times, unavailable, agreement }) =>
      line(what, String(times), seconds(unavailable), seconds(agreement)),
    ),
    '',
    line('rule', 'held against', 'broken', ''),
    ...findings.map(({ rule, checked, violations }) =>
      line(rule, `${checked}`, `${violations.length}`, checked === 0 ? 'NOT CHECKED' : ''),
    ),
    ...violations.slice(0, SHOWN_VIOLATIONS).map(({ rule, wrong, what }) => `✗ ${rule} ${wrong}: ${what}`),
    ...(violations.length > SHOWN_VIOLATIONS ? [`… and ${violations.length - SHOWN_VIOLATIONS} more`] : []),
  ].join('\n');
}

export function lineOf({ bug, caught, operations, rounds, seconds: took, broken, how }: Hunt): string {
  const so = caught ? `caught after ${operations} operations` : `NOT CAUGHT in ${operations} operations`;
  return [
    `${caught ? '✓' : '✗'} ${bug.name}: ${so}, ${rounds} rounds, ${took.toFixed(0)} s; breaks ${broken.join(' ') || 'nothing'}`,
    `    ${how}`,
  ].join('\n');
}

function line(label: string, ...columns: string[]): string {
  return `${label.padEnd(46)}${columns.map((column) => column.padStart(16)).join('')}`.trimEnd();
}

const seconds = (ms: number) => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : 'never');
