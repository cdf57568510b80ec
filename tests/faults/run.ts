import { startServices } from '../support/quad';
import { createRandom } from './random';
import { startRun } from './run-in-world';
import { createWorld } from './world';

const tree = new URL('../..', import.meta.url).pathname;
const seed = Number(process.argv[2] ?? 1);
const random = createRandom(seed);
const t0 = performance.now();
const lap = (what: string) => console.log(what, ((performance.now() - t0) / 1000).toFixed(1));
const services = await startServices();
lap('services');
const world = await createWorld({ services, people: 12, random });
lap('world');
const run = await startRun(world, { seed, tree });
lap('ready');
await run.load(120);
await new Promise((r) => setTimeout(r, 5000));
await run.fault({ kind: 'kill', victim: 'node 0', ms: 500 });
lap('fault');
await new Promise((r) => setTimeout(r, 7000));
await run.settle();
lap('settled');
console.log(await run.acknowledged());
const { verdict } = await run.judge();
lap('judged');
for (const { rule, checked, violations } of verdict.findings)
  console.log(
    rule,
    checked,
    violations.length,
    violations.slice(0, 3).map((v) => v.what),
  );
console.log(verdict.agreements);
await run.stop();
await world.remove();
await services.remove();
lap('done');
