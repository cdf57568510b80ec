import type { Options } from './options';
import type { Row } from './table';

/** A benchmark is a file `<name>.bench.ts` in this folder with one of these as its default export. */
export interface Benchmark {
  name: string;
  /** When true, the benchmark runs only if the command line names it. */
  onlyByName?: boolean;
  run(options: Options): Promise<Row[]>;
}
