/** A benchmark is one file `<name>.bench.ts` here that has one of these as its default export. */
export interface Benchmark {
  name: string;
  run(): Promise<(Measurement | Count)[]>;
}

/** Ours and a peer's, in the same unit, measured in the same run: the ratio is what counts on any machine. */
export interface Measurement {
  title: string;
  ours: number;
  peer: number;
  /** As in "at most 1.2". */
  target: string;
}

/** What is the same on any machine, or stands beside a measurement to explain it. */
export interface Count {
  title: string;
  count: number;
}
