import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/machine';
import { type Services, startServices } from '../support/quad';
import { BUGS, type Bug } from './bugs';
import { hunt } from './hunt';
import { countSends, tolls } from './measure';
import { createRandom } from './random';
import { fail, type Report, ruleTests, writeReport } from './report';
import { startRun } from './run-in-world';
import { nameOf, schedule } from './schedule';
import { bugNamed, drawPair, SHORT_FAULTS } from './short-run';
import { lineOf, tableOf } from './table';
import { createWorld } from './world';

const tree = new URL('../..', import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    /** Decides the acts of users, and the order of faults. */
    seed: { type: 'string' },
    /** The number of acknowledged sends, under one fault after another. */
    sends: { type: 'string', default: '5000' },
    /** The maximum duration, faults included, whatever was acknowledged by then. */
    seconds: { type: 'string', default: '3600' },
    /** Acts per second of all users together. */
    rate: { type: 'string', default: '150' },
    people: { type: 'string', default: '18' },
    /** Seconds between the end of a fault and the next; below 7 there is not always time to check agreement. */
    rest: { type: 'string', default: '7' },
    /** Plants a bug, which the checker must report: a name of bugs.ts, or `all`. */
    bug: { type: 'string', multiple: true },
    /** Repeats each bug that is planted with another mechanism switched off, without the bug itself. */
    control: { type: 'boolean', default: false },
    /** A short run of a minute and a half, as part of `npm test`. */
    short: { type: 'boolean', default: false },
    /** The file for the report of passed and failed tests. */
    report: { type: 'string' },
  },
});

async function main(): Promise<number> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const asked = process.argv.slice(2).filter((word, n, all) => word !== '--seed' && all[n - 1] !== '--seed');
  console.log(
    `${describeMachine()}\nAgain: npm run faults -- ${['--seed', seed, ...asked.map((word) => (word.includes(' ') ? `"${word}"` : word))].join(' ')}\n`,
  );
  const services = await startServices();
  const report: Report = { passed: 0, failed: 0, skipped: 0, failures: [] };
  try {
    if (values.bug === undefined) await underFaults(services, seed, report);
    for (const bugs of chosenBugs(seed)) await caught(services, seed, bugs, report);
  } finally {
    await services.remove();
  }
  if (values.report) writeReport(values.report, report);
  console.log(`\n${report.passed} passed, ${report.failed} failed`);
  return report.failed > 0 ? 1 : 0;
}

/** Runs the unchanged product: no rule may be broken. */
async function underFaults(services: Services, seed: number, report: Report): Promise<void> {
  const random = createRandom(seed);
  const people = values.short ? 10 : Number(values.people);
  const world = await createWorld({ services, people, random });
  let keep = false;
  try {
    const run = await startRun(world, { seed, tree });
    await run.load(values.short ? 100 : Number(values.rate));
    if (values.short)
      for (const fault of SHORT_FAULTS) {
        await delay(1_500);
        await run.fault(fault);
      }
    else {
      const wanted = Number(values.sends);
      const end = performance.now() + Number(values.seconds) * 1_000;
      for (const fault of schedule(random)) {
        const done = await run.acknowledged();
        if (done >= wanted || performance.now() > end) break;
        console.log(`${done} acknowledged; now ${nameOf(fault)}`);
        await run.fault(fault);
        await delay(Number(values.rest) * 1_000);
      }
    }
    await run.settle();
    const { verdict, history } = await run.judge();
    await run.stop();
    console.log(`\n${tableOf(verdict, countSends(history), tolls(history, verdict.agreements))}\n`);
    ruleTests(report, verdict);
    keep = verdict.violations.length > 0;
    if (keep) console.log(`What happened, and what was there in the end: ${world.directory}`);
  } finally {
    await world.remove({ keep });
  }
}

/** Returns the selected bugs; bugs that are planted together are in one list. */
function chosenBugs(seed: number): readonly (readonly Bug[])[] {
  if (values.bug)
    return values.bug.flatMap((name) => (name === 'all' ? BUGS : [bugNamed(name)])).map((bug) => [bug]);
  return values.short ? [drawPair(createRandom(seed))] : [];
}

async function caught(services: Services, seed: number, bugs: readonly Bug[], report: Report): Promise<void> {
  try {
    for (const found of await hunt(bugs, { services, seed, tree })) {
      const { bug } = found;
      console.log(lineOf(found));
      if (found.caught) report.passed += 1;
      else fail(report, `planted: ${bug.name}`, `The checker did not see ${bug.breaks.join(' or ')} broken.`);
      if (!values.control || !bug.without) continue;
      for (const control of await hunt([bug], {
        services,
        seed,
        tree,
        maxRounds: found.rounds,
        control: true,
      })) {
        const seen = control.caught ? `seen broken, too: ${control.how}` : 'not seen broken';
        console.log(`    without the bug, in ${control.operations} operations: ${seen}`);
      }
    }
  } catch (error) {
    // The remaining bugs are still tested.
    const why = String(error).split('\n', 1)[0] as string;
    for (const { name } of bugs) {
      console.log(`✗ ${name}: ${why}`);
      fail(report, `planted: ${name}`, why);
    }
  }
}

// Child processes are killed at exit, which a signal alone does not trigger.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exit(await main());
