import { quantile } from './latencies';

/** The median of several runs, with the smallest and the largest value. */
export interface Range {
  median: number;
  least: number;
  most: number;
}

/** The ranges of two systems; `ratio` is the range of `ours / peer` of the pairs. */
export interface Comparison {
  ours: Range;
  peer: Range;
  ratio: Range;
}

export function rangeOf(samples: number[]): Range {
  return { median: quantile(samples, 0.5), least: Math.min(...samples), most: Math.max(...samples) };
}

/**
 * Runs two systems alternately, so that both meet the same changes of the machine's speed. Every second pair begins
 * with the peer. Each run returns its figures by name; both systems return the same names.
 */
export async function inTurns<F extends string>(
  pairs: number,
  runOurs: () => Promise<Record<F, number>>,
  runPeer: () => Promise<Record<F, number>>,
): Promise<Record<F, Comparison>> {
  const ours: Record<F, number>[] = [];
  const peer: Record<F, number>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) ours.push(await runOurs());
    peer.push(await runPeer());
    if (pair % 2 === 1) ours.push(await runOurs());
  }
  const names = Object.keys(ours[0] ?? {}) as F[];
  const compared = names.map((name) => {
    const valuesOf = (runs: Record<F, number>[]) => runs.map((run) => run[name]);
    const [a, b] = [valuesOf(ours), valuesOf(peer)];
    const ratios = a.map((value, index) => value / (b[index] as number));
    return [name, { ours: rangeOf(a), peer: rangeOf(b), ratio: rangeOf(ratios) }];
  });
  return Object.fromEntries(compared) as Record<F, Comparison>;
}
