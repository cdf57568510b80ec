import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeDrill, drill } from './drill';
import { startCampus } from './group';

const { values } = parseArgs({
  options: {
    /** The campus. Without it the drill starts one of its own, whose people show the exercise and answer it. */
    url: { type: 'string' },
    building: { type: 'string' },
    /** The usernames of those who take part, separated by commas. */
    group: { type: 'string' },
    template: { type: 'string', default: 'fire' },
    /** How long to wait for answers. */
    seconds: { type: 'string', default: '60' },
    /** Ends the exercise with "sent in error" instead of an all-clear. */
    withdraw: { type: 'boolean', default: false },
    /** The number of people of a campus of its own. */
    people: { type: 'string', default: '100' },
    /** The file for the report, as JSON. */
    report: { type: 'string' },
  },
});

/** Returns the campus of the command line. The officers are the cookies of two signed-in browsers. */
function givenCampus(url: string) {
  const { DRILL_DRAFTER: drafter, DRILL_APPROVER: approver } = process.env;
  const { building, group } = values;
  if (!drafter || !approver || !building || !group)
    throw new Error('A drill needs DRILL_DRAFTER, DRILL_APPROVER, --building and --group.');
  return {
    url: url.replace(/\/$/, ''),
    drafter,
    approver,
    building,
    group: group.split(','),
    async stop() {},
  };
}

async function main(): Promise<number> {
  const campus = values.url ? givenCampus(values.url) : await startCampus(Number(values.people));
  try {
    const { template, withdraw } = values;
    const withinMs = Number(values.seconds) * 1_000;
    const report = await drill({ ...campus, template, withdraw, withinMs });
    console.log(describeDrill(report));
    if (values.report) await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
    return report.reached.displayed.all === null ? 1 : 0;
  } finally {
    await campus.stop();
  }
}

// Child processes are killed at exit, which a signal alone does not trigger.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exit(await main());
