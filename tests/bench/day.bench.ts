import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark';
import { quantile } from './latencies';
import type { Day } from './load/campus-day';
import { type Load, startLoad } from './load/load';
import { clock } from './load/session';
import { type BenchNode, cpuBetween, PARTS, withNode } from './node';
import { scaled } from './options';
import { figure, type Row } from './table';

const CROWD = 300;
const CAMPUS = '2448131360897';
/** Connections at a time before the day begins. */
const AT_ONCE = 50;
/** Milliseconds for the work that follows the last event, before memory is measured. */
const SETTLE_MS = 5_000;
/** The codes of refusals that an overload or its consequences cause. */
const PASSING = new Set(['overloaded', 'unavailable', 'late', 'lost']);
const TARGET = { growthPercent: 5, recoverySeconds: 10 };
/** The events of each kind of work, in the order in which an overloaded node sheds them. */
const SHED_ORDER = ['update_coordinates', 'history', 'send_message'];

/**
 * A day on a campus in a fraction of its time (`--press`, `--people`): people come at 8:00, share, change buildings on
 * the hour in crowds of 300, write in rooms, channels and directly, and put phones to sleep and wake them. With more
 * people than the machine can serve it shows what an overloaded node sheds, and how soon it has recovered.
 */
const benchmark: Benchmark = {
  name: 'A day on a campus',
  onlyByName: true,
  run: (options) =>
    withNode(options, SETTINGS, async (node) => {
      const count = scaled(options.people, options, 10);
      const people = await node.users('student', count);
      const load = await startLoad({ port: node.port, people });
      try {
        const crowds = Math.ceil(count / CROWD);
        const crowdOf = people.map((_, index) => index % crowds);
        const buildings = await buildingsOf(CAMPUS);
        const channels = await openChannels(load, crowdOf, crowds);
        const everybody = people.map(({ id }) => id);
        await load.day.begin({ press: options.press, everybody, crowdOf, channels, buildings });
        return await liveThrough(load, node, count);
      } finally {
        await load.stop();
      }
    }),
};
export default benchmark;

/** The node sheds load as in production. */
const SETTINGS = { OVERLOAD_EVENT_LOOP_MS: '500', DATABASE_CONNECT_MS: '2500' };

async function liveThrough(load: Load, node: BenchNode, people: number): Promise<Row[]> {
  const phases: { name: string; run: () => Promise<unknown> }[] = [
    { name: 'arriving', run: load.day.arrive },
    { name: 'day', run: load.day.live },
  ];
  const rows: Row[] = [];
  const heaps: { rss: number; heapUsed: number }[] = [];
  let sent: Awaited<ReturnType<typeof load.day.report>>['sent'] = [];
  for (const { name, run } of phases) {
    const before = await node.usage();
    const began = clock();
    console.error(`${name} …`);
    await run();
    const seconds = (clock() - began) / 1000;
    const used = cpuBetween(before, await node.usage());
    if (name === 'day') {
      const recovery = await recoverySeconds(load, people);
      rows.push(
        figure('from the end of the day until everything is accepted at once', 's', recovery, {
          of: 'figure',
          atMost: TARGET.recoverySeconds,
        }),
      );
    }
    await delay(SETTLE_MS);
    heaps.push(await node.memory());
    const report = await load.day.report();
    sent = report.sent;
    rows.push(figure(`${name}: duration with ${people} people`, 's', seconds));
    for (const part of PARTS)
      rows.push(figure(`${name}: processor of ${part}`, '% of a core', used[part] / seconds / 10));
    if (report.acks.length > 0)
      rows.push(
        ...latencyRows('send to acknowledgement', report.acks),
        ...latencyRows('send to shown', report.shown),
      );
    for (const [reason, times] of Object.entries(report.refusals).sort())
      rows.push(figure(`${name}: refused, ${reason}`, '', times));
    const shares: number[] = [];
    for (const event of SHED_ORDER) {
      const shed = report.refusals[`${event} overloaded`] ?? 0;
      const all = shed + (report.accepted[event] ?? 0);
      shares.push(shed / all || 0);
      if (shed > 0) rows.push(figure(`${name}: share of ${event} shed`, '%', (100 * shed) / all));
      const first = report.firstShed[event];
      if (first !== undefined)
        rows.push(figure(`first ${event} shed`, 's after the start', (first - began) / 1000));
    }
    const outOfOrder = shares.filter((share, kind) => share > (shares[kind - 1] ?? 1)).length;
    rows.push(
      figure(`${name}: kinds of work shed more than a less important kind`, '', outOfOrder, {
        of: 'figure',
        atMost: 0,
      }),
    );
  }
  rows.push(
    figure('messages without an arrival at a reader', '', await load.day.missing(sent), {
      of: 'figure',
      atMost: 0,
    }),
  );
  const [first, last] = heaps as [{ rss: number; heapUsed: number }, { rss: number; heapUsed: number }];
  const growth = (kind: 'rss' | 'heapUsed') => (100 * (last[kind] - first[kind])) / first[kind];
  rows.push(
    figure('growth of memory from 8:30 to 17:00, resident', '%', growth('rss'), {
      of: 'figure',
      atMost: TARGET.growthPercent,
    }),
    figure('growth of memory from 8:30 to 17:00, heap', '%', growth('heapUsed')),
  );
  return rows;
}

function latencyRows(what: string, samples: number[]): Row[] {
  return [
    figure(`${what}, p50 of ${samples.length}`, 'ms', quantile(samples, 0.5)),
    figure(`${what}, p99`, 'ms', quantile(samples, 0.99)),
  ];
}

/** Returns the seconds until a report, a question and a message of the first person are refused no more. */
async function recoverySeconds(load: Load, people: number): Promise<number> {
  const began = clock();
  const who = { from: 0, to: 1 };
  const users = [`student${String(people).padStart(4, '0')}`];
  for (;;) {
    const [building] = await buildingsOf(CAMPUS);
    const answers = [
      await load.emit('update_coordinates', { who, payload: { ...building, accuracy: 10 } }),
      await load.emit('list_channels', { who, payload: {} }),
      await load.emit('send_message', {
        who,
        payload: { clientId: `${clock()}`, address: { to: 'people', users }, text: 'hello' },
      }),
    ];
    const codes = answers.flatMap(({ errors }) => Object.keys(errors));
    if (!codes.some((code) => PASSING.has(code))) return (clock() - began) / 1000;
    await delay(200);
  }
}

/** Creates a channel for each crowd, which all of the crowd join; then everybody disconnects. */
async function openChannels(load: Load, crowdOf: number[], crowds: number): Promise<string[]> {
  await load.connect({ atOnce: AT_ONCE });
  const channels: string[] = [];
  for (let crowd = 0; crowd < crowds; crowd++) {
    const title = `Course ${crowd}`;
    const answer = await load.ask(crowd, 'create_conversation', { kind: 'channel', title, public: true });
    channels.push((answer.conversation as { id: string }).id);
  }
  const payloads = crowdOf.map((crowd) => ({ conversation: channels[crowd] }));
  const { errors } = await load.emit('join_channel', { payloads, atOnce: AT_ONCE });
  const refused = Object.entries(errors).filter(([code]) => code !== 'conflict');
  if (refused.length > 0) throw new Error(`People could not join: ${JSON.stringify(errors)}`);
  await load.drop();
  return channels;
}

async function buildingsOf(campus: string): Promise<Day['buildings']> {
  const { features } = JSON.parse(await readFile('data/ist.geojson', 'utf8'));
  return features
    .map(
      ({ properties }: { properties: { campus: string; latitude: number; longitude: number } }) => properties,
    )
    .filter((building: { campus: string }) => building.campus === campus)
    .map(({ latitude, longitude }: { latitude: number; longitude: number }) => ({ latitude, longitude }));
}
