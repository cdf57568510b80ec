import { type Comparison, type Range, rangeOf } from './in-turns';

/** A bound for the median of the figure or of its ratio to the peer. */
export type Target = { of: 'figure' | 'ratio' } & ({ atLeast: number } | { atMost: number });

/** One row of the table that a benchmark prints. */
export interface Row {
  what: string;
  unit: string;
  figure: Range;
  peer?: { name: string; figure: Range; ratio: Range };
  target?: Target;
}

/** Returns the row of a figure beside that of a peer, as `inTurns` measured them. */
export function compare(
  what: string,
  unit: string,
  { ours, peer, ratio }: Comparison,
  peerName: string,
  target?: Target,
): Row {
  return { what, unit, figure: ours, peer: { name: peerName, figure: peer, ratio }, target };
}

/** Returns the row of a figure without a peer. */
export function figure(what: string, unit: string, value: number | Range, target?: Target): Row {
  return { what, unit, figure: typeof value === 'number' ? rangeOf([value]) : value, target };
}

export const HEADER = ['| what | figure | peer | ratio | target | |', '|---|---|---|---|---|---|'].join('\n');

/** Returns the row as a line of a Markdown table, so that docs/performance.md can have it as it is. */
export function format({ what, unit, figure, peer, target }: Row): string {
  const cells = [
    what,
    `${formatRange(figure)} ${unit}`.trim(),
    peer ? `${peer.name}: ${formatRange(peer.figure)}` : '',
    peer ? formatRange(peer.ratio) : '',
    target ? formatTarget(target) : '',
    target ? (isMet(target, target.of === 'figure' ? figure : peer?.ratio) ? 'met' : 'missed') : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function isMet(target: Target, range: Range | undefined): boolean {
  if (!range) return false;
  return 'atLeast' in target ? range.median >= target.atLeast : range.median <= target.atMost;
}

function formatTarget(target: Target): string {
  const bound = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return target.of === 'ratio' ? `${bound} ×` : bound;
}

function formatRange({ median, least, most }: Range): string {
  const middle = formatNumber(median);
  return least === most ? middle : `${middle} (${formatNumber(least)}–${formatNumber(most)})`;
}

/** Returns three significant digits, without an exponent. */
function formatNumber(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}
