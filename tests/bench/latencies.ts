/** The value that the given share (0 to 1) of the samples does not exceed; nearest rank. */
export function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export interface Measured {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** Repeats `work` in `lanes` concurrent lanes for `ms`, after a second to warm up, and measures each call. */
export async function load(
  work: (lane: number) => Promise<unknown>,
  { lanes, ms }: { lanes: number; ms: number },
): Promise<Measured> {
  const warm = performance.now() + 1_000;
  const end = warm + ms;
  const samples: number[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let before = performance.now(); before < end; before = performance.now()) {
        await work(lane);
        const after = performance.now();
        if (before >= warm && after <= end) samples.push(after - before);
      }
    }),
  );
  return {
    perSecond: samples.length / (ms / 1000),
    p50: quantile(samples, 0.5),
    p99: quantile(samples, 0.99),
  };
}
