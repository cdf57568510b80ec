import type { Benchmark } from './benchmark';
import { inTurns } from './in-turns';
import { quantile } from './latencies';
import type { HttpRequest } from './load/http';
import { type Load, startLoad } from './load/load';
import type { Person } from './load/session';
import { type BenchNode, withNodes } from './node';
import { scaled } from './options';
import { compare, figure, type Row } from './table';

const CONNECTIONS = [1, 16];
const MS = 2_000;
/** How many times as many requests as the other build answers. */
const TARGET = 5;

const MESSAGE = 'The seminar is in the blue room today.';
/** A request of a route by `sender`; `other` is another user. */
const REQUESTS: Record<string, (sender: Person, other: Person) => HttpRequest> = {
  'GET /api/v1/me': ({ token }) => ({ method: 'GET', path: '/api/v1/me', bearer: token }),
  'POST /api/v1/messages': ({ token }, other) => ({
    method: 'POST',
    path: '/api/v1/messages',
    bearer: token,
    body: JSON.stringify({ to: { to: 'people', users: [other.id] }, text: MESSAGE }),
  }),
  'POST /API/user/message/send': (sender, other) => ({
    method: 'POST',
    path: '/API/user/message/send',
    body: JSON.stringify({ ...sender, users: [other.id], message: MESSAGE }),
  }),
  'POST /API/user/show/building': (sender) => ({
    method: 'POST',
    path: '/API/user/show/building',
    body: JSON.stringify(sender),
  }),
};

/** REST requests over kept connections, each sent when the one before is answered. */
const benchmark: Benchmark = {
  name: 'REST routes',
  run: (options) =>
    withNodes(options, {}, async ({ ours, theirs }) => {
      const [our, their] = [await gather(ours), await gather(theirs)];
      const ms = scaled(MS, options, 500);
      const rows: Row[] = [];
      for (const name of Object.keys(REQUESTS)) {
        for (const connections of CONNECTIONS) {
          const run = (side: Gathered) => () => ask(side, { name, connections, ms });
          const { perSecond, p50, failed } = await inTurns(options.pairs, run(our), run(their));
          const what = `${name}, ${connections === 1 ? 'one after another' : `${connections} at once`}`;
          rows.push(
            compare(what, '/s', perSecond, options.against, { of: 'ratio', atLeast: TARGET }),
            compare(`p50 of ${what}`, 'ms', p50, options.against),
          );
          if (failed.ours.most > 0) rows.push(figure(`failed: ${what}`, '', failed.ours));
        }
      }
      await our.load.stop();
      await their.load.stop();
      return rows;
    }),
};
export default benchmark;

interface Gathered {
  load: Load;
  people: Person[];
}

async function gather(node: BenchNode): Promise<Gathered> {
  const people = await node.users('rest', Math.max(...CONNECTIONS) + 1);
  return { load: await startLoad({ port: node.port, people, processes: 1 }), people };
}

async function ask(
  { load, people: [other, ...senders] }: Gathered,
  { name, connections, ms }: { name: string; connections: number; ms: number },
) {
  const requestBy = REQUESTS[name] as (typeof REQUESTS)[string];
  const requests = senders.slice(0, connections).map((sender) => requestBy(sender, other as Person));
  const { latencies, errors, seconds } = await load.request({ requests, connections, ms });
  return {
    perSecond: latencies.length / seconds,
    p50: quantile(latencies, 0.5),
    failed: Object.values(errors).reduce((sum, count) => sum + count, 0),
  };
}
