import { readdir } from 'node:fs/promises';
import type { Benchmark } from './benchmark';
import { describeMachine } from './machine';

/** Runs every `*.bench.ts` beside this file, or those whose name holds the first argument. */
async function main(): Promise<void> {
  console.log(describeMachine());
  const wanted = process.argv[2] ?? '';
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).sort();
  for (const file of files.filter((name) => name.includes(wanted))) {
    const { default: benchmark } = (await import(`./${file}`)) as { default: Benchmark };
    console.log(`\n${benchmark.name}`);
    for (const measured of await benchmark.run()) {
      if ('count' in measured) {
        console.log(`  ${measured.title}: ${figure(measured.count)}`);
        continue;
      }
      const { title, ours, peer, target } = measured;
      console.log(
        `  ${title}: ${figure(ours)} to ${figure(peer)}, ratio ${(ours / peer).toFixed(2)} (target ${target})`,
      );
    }
  }
}

/** Three digits that mean something, without an exponent. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

await main();
