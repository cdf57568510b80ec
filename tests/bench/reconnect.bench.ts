import { startBareServer } from './bare';
import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { type Load, startLoad } from './load/load';
import { withNode } from './node';
import { scaled } from './options';
import { compare, figure } from './table';

const SESSIONS = 10_000;
/** The most recipients of one message. */
const MAX_RECIPIENTS_PER_MESSAGE = 1_000;
const ARRIVE_WITHIN_MS = 600_000;
const TARGET = { ratio: 1.5, mostRefusals: 2 };

/**
 * All connections are lost at once. Meanwhile each user is sent a message. They come back, resume their sessions and
 * get the message; the peer takes as many new connections. A lost message ends the benchmark with an error.
 */
const benchmark: Benchmark = {
  name: 'All sessions dropped at once, back and in step',
  run: (options) =>
    withNode(options, {}, async (node) => {
      const sessions = scaled(SESSIONS, options, 10);
      const people = await node.users('herd', sessions + 1);
      const ids = people.slice(0, sessions).map(({ id }) => id);
      const load = await startLoad({ port: node.port, people });
      const who = { from: 0, to: sessions };
      await load.connect({ who, atOnce: 50, keepsLog: true });
      // The one who writes has more conversations than one request can name.
      await load.connect({ who: { from: sessions, to: sessions + 1 } });
      const bare = await startBareServer();
      const bareLoad = await startLoad({ port: bare.port, people: people.slice(0, sessions) });
      try {
        await write(load, ids);
        await node.analyze();
        const { seconds, mostRefusals } = await inTurns(
          options.pairs,
          () => dropAll(load, ids),
          () => connectAll(bareLoad),
        );
        return [
          compare(`${sessions} back and in step`, 's', seconds, 'bare Socket.IO', {
            of: 'ratio',
            atMost: TARGET.ratio,
          }),
          figure('refusals of the client with most', '', mostRefusals.ours, {
            of: 'figure',
            atMost: TARGET.mostRefusals,
          }),
        ];
      } finally {
        await load.stop();
        await bareLoad.stop();
        await bare.stop();
      }
    }),
};
export default benchmark;

/** Drops all but the last person, who then writes to them. Returns the seconds until all have the messages. */
async function dropAll(load: Load, ids: string[]) {
  const who = { from: 0, to: ids.length };
  await load.drop({ who });
  const marks = await write(load, ids, false);
  const { seconds, mostRefusals } = await load.connect({ who, keepsLog: true });
  await arriveAll(load, marks);
  return { seconds, mostRefusals };
}

async function connectAll(load: Load) {
  await load.drop();
  const { seconds, mostRefusals } = await load.connect({ client: 'bare' });
  return { seconds, mostRefusals };
}

/** Sends each person a message by the last one, in messages to at most `MAX_RECIPIENTS_PER_MESSAGE`; waits for their arrival. */
async function write(
  load: Load,
  ids: string[],
  waits = true,
): Promise<{ mark: number; from: number; to: number }[]> {
  const sent: { mark: number; from: number; to: number }[] = [];
  for (let from = 0; from < ids.length; from += MAX_RECIPIENTS_PER_MESSAGE) {
    const users = ids.slice(from, from + MAX_RECIPIENTS_PER_MESSAGE);
    const { sentAt, errors } = await load.send({ by: ids.length, address: { to: 'people', users } });
    if (Object.keys(errors).length > 0) throw new Error(`A message was refused: ${JSON.stringify(errors)}`);
    sent.push({ mark: Number(Object.keys(sentAt)[0]), from, to: from + users.length });
  }
  if (waits) await arriveAll(load, sent);
  return sent;
}

async function arriveAll(load: Load, sent: { mark: number; from: number; to: number }[]): Promise<void> {
  for (const { mark, ...who } of sent) await load.arrivals({ mark, who, withinMs: ARRIVE_WITHIN_MS });
}
