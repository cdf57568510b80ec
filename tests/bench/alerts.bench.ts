import { setTimeout as delay } from 'node:timers/promises';
import { exampleAlert } from '@/protocol/events/examples';
import { walkAtRandom } from '../support/alert-walks';
import { createOfficer, type Officer, SECRET } from './alert-officer';
import { startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { inTurns, rangeOf } from './in-turns';
import { quantile } from './latencies';
import { type Load, startLoad } from './load/load';
import { clock, markedText, type Person } from './load/session';
import { withNode } from './node';
import { type Options, scaled } from './options';
import { compare, figure, type Row } from './table';

const SOCKETS = 9_900;
/** Alerts per run; a run's figure is their median. */
const ALERTS = 3;
const AT_ONCE = 50;
/** Milliseconds after connecting, and between two alerts, whose receipts are stored meanwhile. */
const SETTLE_MS = 10_000;
const PAUSE_MS = 3_000;
/** People who chat, the messages by which it is measured how many the node bears, and how many more are sent. */
const WRITERS = 50;
const MEASURED_SENDS = 6_000;
const OVERLOAD = 1.5;
const ON_THE_ROLL = 1_000;
const ANSWERS = 20;
const WALKS = 100_000;
/** What makes a text of the peer as long as an alert. */
const PADDING = 'x'.repeat(JSON.stringify(exampleAlert).length);

/** Milliseconds from the request of the officer, COMMIT included, to the arrival at half of the sessions, at 99 %, at all. */
interface Arrival {
  half: number;
  most: number;
  last: number;
}

/** The node, its sessions and the officer. */
interface Scene {
  options: Options;
  people: Person[];
  load: Load;
  officer: Officer;
}

/**
 * An extreme alert to everybody, beside one `io.emit` of as many bytes by a bare Socket.IO server to as many sockets; the same
 * while people chat more than the node bears; its withdrawal; the roll of a thousand; and whom alerts reach, compared with an
 * oracle.
 */
const benchmark: Benchmark = {
  name: 'An alert to everybody',
  run: (options) =>
    withNode(options, { NEXTAUTH_SECRET: SECRET }, async (node) => {
      const bare = await startBareServer();
      const people = await node.users('alert', scaled(SOCKETS, options, 10));
      const load = await startLoad({ port: node.port, people });
      const bareLoad = await startLoad({ port: bare.port, people });
      try {
        const scene: Scene = { options, people, load, officer: await createOfficer(node) };
        await load.connect({ atOnce: AT_ONCE });
        await bareLoad.connect({ client: 'bare', atOnce: AT_ONCE });
        await delay(SETTLE_MS);
        const emit = async () => {
          const mark = bareLoad.mark();
          const at = clock();
          bare.emit(markedText(mark) + PADDING);
          const arrival = arrivalOf(await bareLoad.arrivals({ mark }), at);
          await delay(PAUSE_MS);
          return arrival;
        };
        const issue = async () => (await issueAndWithdraw(scene)).issued;
        for (const first of [issue, emit]) await first();
        const { half, last } = await inTurns(
          options.pairs,
          async () => medianOf(await severally(issue)),
          async () => medianOf(await severally(emit)),
        );
        return [
          compare(`${people.length} sessions, to half of them`, 'ms', half, 'io.emit', {
            of: 'figure',
            atMost: 500,
          }),
          compare(`${people.length} sessions, to the last one`, 'ms', last, 'io.emit', {
            of: 'ratio',
            atMost: 1.2,
          }),
          ...(await withdrawals(scene)),
          ...(await whilePeopleChat(scene, last.ours.median)),
          ...(await rolls(scene)),
          ...walks(options),
        ];
      } finally {
        await load.stop();
        await bareLoad.stop();
        await bare.stop();
      }
    }),
};
export default benchmark;

/** Alerts everybody and says that it was sent in error. Rejects unless both arrive at every session. */
async function issueAndWithdraw({ load, officer }: Scene): Promise<{ issued: Arrival; withdrawn: Arrival }> {
  const mark = load.mark();
  const building = await officer.addBuilding(`mark:${mark}`);
  const issuedAt = clock();
  const alert = await officer.alert(building);
  const issued = arrivalOf(await load.arrivals({ mark }), issuedAt);
  const withdrawnAt = clock();
  await officer.withdraw(alert);
  const withdrawn = arrivalOf(await load.arrivals({ mark: -mark }), withdrawnAt);
  await delay(PAUSE_MS);
  return { issued, withdrawn };
}

async function withdrawals(scene: Scene): Promise<Row[]> {
  const withdrawn = await severally(async () => (await issueAndWithdraw(scene)).withdrawn);
  const last = rangeOf(withdrawn.map((arrival) => arrival.last));
  return [figure('"Sent in error", to the last one', 'ms', last, { of: 'figure', atMost: 3_000 })];
}

/** Alerts while people write to each other half as often again as the node can store. */
async function whilePeopleChat(scene: Scene, quiet: number): Promise<Row[]> {
  const { load, people, options } = scene;
  const addresses = people.map((_, n) => ({ to: 'people', users: [people[(n + 1) % people.length]?.id] }));
  const count = scaled(MEASURED_SENDS, options, 200);
  const { seconds } = await load.sendByAll({ addresses, count, atOnce: WRITERS });
  const perSecond = (count / seconds) * OVERLOAD;
  const everyMs = (1_000 * WRITERS) / perSecond;
  const stops = Array.from({ length: Math.min(WRITERS, people.length) }, (_, by) =>
    load.sendEvery({ by, address: addresses[by], everyMs }),
  );
  await delay(PAUSE_MS);
  const issued = await severally(async () => (await issueAndWithdraw(scene)).issued);
  await Promise.all(stops.map((stop) => stop()));
  const range = (of: keyof Arrival) => rangeOf(issued.map((arrival) => arrival[of]));
  const ratio = rangeOf(issued.map(({ last }) => last / quiet));
  const what = `while people write ${Math.round(perSecond)} messages/s`;
  return [
    figure(`${what}, to half`, 'ms', range('half'), { of: 'figure', atMost: 500 }),
    figure(`${what}, to 99 %`, 'ms', range('most'), { of: 'figure', atMost: 2_000 }),
    figure(`${what}, to the last one, × the time without`, '', ratio, { of: 'figure', atMost: 1.3 }),
  ];
}

/** Lets people of one building answer, and calls the roll after each answer. */
async function rolls({ load, people, officer, options }: Scene): Promise<Row[]> {
  const to = Math.min(people.length, scaled(ON_THE_ROLL, options, 10));
  const building = await officer.addBuilding('The hall of the roll');
  await load.emit('declare_building', { who: { from: 0, to }, atOnce: AT_ONCE, payload: { building } });
  const alert = await officer.alert(building, 'fire');
  const times: number[] = [];
  let wrong = 0;
  for (const [n, person] of people.slice(0, Math.min(ANSWERS, to)).entries()) {
    const at = clock();
    await officer.answer(alert, person);
    const { people: listed, numbers } = await officer.callRoll(alert);
    times.push(clock() - at);
    const { targeted, ...parts } = numbers;
    const sum = Object.values(parts).reduce((total, part) => total + part, 0);
    const isRight = targeted === sum && listed.length === sum && numbers.answered === n + 1 && sum >= to;
    if (!isRight) wrong += 1;
  }
  return [
    figure(`An answer, and the roll of ${to} with it`, 'ms', rangeOf(times), { of: 'figure', atMost: 1_000 }),
    figure('Rolls that do not sum, or lack the answer', '', wrong, { of: 'figure', atMost: 0 }),
  ];
}

function walks(options: Options): Row[] {
  const count = scaled(WALKS, options, 1_000);
  const wrong = walkAtRandom({ walks: count, seed: 13 });
  return [
    figure(`People of ${count} walks who are told otherwise than an oracle says`, '', wrong.length, {
      of: 'figure',
      atMost: 0,
    }),
  ];
}

const arrivalOf = (times: number[], since: number): Arrival => ({
  half: quantile(times, 0.5) - since,
  most: quantile(times, 0.99) - since,
  last: (times.at(-1) as number) - since,
});

async function severally<T>(once: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n < ALERTS; n++) results.push(await once());
  return results;
}

function medianOf(arrivals: Arrival[]): Record<'half' | 'last', number> {
  const median = (of: keyof Arrival) =>
    quantile(
      arrivals.map((arrival) => arrival[of]),
      0.5,
    );
  return { half: median('half'), last: median('last') };
}
