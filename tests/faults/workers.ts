import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundle } from '../support/bundle';
import type { Beginning, Ends, Order, Status } from './orders';

export interface Workers {
  load(perSecond: number): Promise<void>;
  /** Returns the combined status of all workers, measured against `ends`. */
  status(ends?: Ends | null): Promise<Status>;
  report(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a process for each beginning, from the source in `tree`. */
export async function startWorkers(beginnings: Beginning[], tree: string): Promise<Workers> {
  const program = bundle('tests/faults/worker.ts', tree);
  const children = beginnings.map(() =>
    spawn(process.execPath, ['--enable-source-maps', program], {
      cwd: tree,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  // One question at a time, so that answers need no id.
  let turn: Promise<unknown> = Promise.resolve();
  const all = <T>(order: (n: number) => Order): Promise<T[]> => {
    const answers = turn.then(() =>
      Promise.all(children.map((child, n) => ask(child, order(n)) as Promise<T>)),
    );
    turn = answers.catch(() => {});
    return answers;
  };
  await all((n) => ({ order: 'begin', beginning: beginnings[n] as Beginning }));
  return {
    load: async (perSecond) =>
      void (await all(() => ({ order: 'load', perSecond: perSecond / children.length }))),
    async status(ends = null) {
      const sums = { notReady: 0, pending: 0, acknowledged: 0, behind: 0 };
      for (const status of await all<Status>(() => ({ order: 'status', ends })))
        for (const key of Object.keys(sums) as (keyof Status)[]) sums[key] += status[key];
      return sums;
    },
    report: async () => void (await all(() => ({ order: 'report' }))),
    async stop() {
      const ended = children.map((child) => child.exitCode === null && once(child, 'exit'));
      for (const child of children) if (child.connected) child.send({ order: 'stop' } satisfies Order);
      await Promise.all(ended);
    },
  };
}

function ask(child: ChildProcess, order: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('A worker ended before its time.'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
    child.send(order);
  });
}
