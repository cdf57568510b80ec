// `npm run attack`: tries to locate people who share where they are, and prints how near the attackers come.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../faults/random';
import {
  byFollowing,
  byOrder,
  byQuestions,
  bySharingInside,
  byWatching,
  controls,
  FULL,
  SHORT,
  usefulnessOf,
} from './attacks';
import { answeredPerMinute, attackNode } from './node';
import { draw } from './picture';
import { HEADER, isMet, lineOf } from './table';

const root = new URL('../..', import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    /** Fewer targets and questions: some seconds instead of minutes. */
    short: { type: 'boolean', default: false },
    targets: { type: 'string' },
    questions: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Writes the picture of the curves to docs/images/attack.svg. */
    draw: { type: 'boolean', default: false },
  },
});
const base = values.short ? SHORT : FULL;
const size = {
  ...base,
  ...(values.targets && { targets: Number(values.targets) }),
  ...(values.questions && { questions: Number(values.questions) }),
};
const seed = Number(values.seed);

console.log(`${size.targets} targets, ${size.questions} questions, seed ${seed}\n\n${HEADER}`);
const asked = byQuestions(size, seed);
for (const curve of asked) console.log(lineOf(curve));
// They need no precision: some people show that they fall to metres.
const unprotected = controls({ ...size, targets: Math.ceil(size.targets / 5) }, seed);
for (const curve of unprotected) console.log(lineOf(curve));
const watched = byWatching(size, seed);
for (const observed of watched) console.log(lineOf(observed));
console.log(lineOf(bySharingInside(size, seed)));
for (const observed of byFollowing(size, seed)) console.log(lineOf(observed));
if (!values.short) {
  const random = createRandom(seed);
  console.log(lineOf(await attackNode({ targets: 40, questions: Math.min(300, size.questions), random })));
  console.log(`\nQuestions answered in a minute with limits: ${await answeredPerMinute(random)}`);
}
const swapped = byOrder(size, seed);
console.log(`\nPairs of people whose order in a list depends on who asks: ${swapped}`);
const useful = usefulnessOf(size, seed);
for (const { range, precision, recall } of useful) {
  console.log(`range ${range} m: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
}
if (values.draw) {
  const shown = [...asked.slice(0, 4), ...unprotected.slice(0, 2)].filter(({ points }) => points.length > 1);
  const file = path.join(root, 'docs/images/attack.svg');
  writeFileSync(file, draw(shown, (asked[0] as (typeof asked)[number]).floor, useful));
}
process.exitCode = [...asked].every(isMet) && swapped === 0 ? 0 : 1;
