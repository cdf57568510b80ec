import { readdir } from 'node:fs/promises';
import type { Benchmark } from './benchmark';
import { describeMachine } from './machine';
import { parseOptions } from './options';
import { format, HEADER } from './table';

/** Runs every `*.bench.ts` in this folder, or those whose names contain an argument. See options.ts. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  console.log(describeMachine());
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).sort();
  const { names } = options;
  for (const file of files) {
    if (names.length > 0 && !names.some((name) => file.includes(name))) continue;
    const { default: benchmark } = (await import(`./${file}`)) as { default: Benchmark };
    if (benchmark.onlyByName && names.length === 0) continue;
    console.log(`\n${benchmark.name}\n\n${HEADER}`);
    for (const row of await benchmark.run(options)) console.log(format(row));
  }
  // A profile or a connection of a peer must not keep the command running.
  process.exit(0);
}

// Servers and nodes are ended when this process exits, which a signal alone would not do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await main();
