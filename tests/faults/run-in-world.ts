import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Emphasis } from './acts';
import { readTold } from './alert-rows';
import { check, type Verdict } from './checker/check';
import { suffer } from './faults';
import { readByApi, readHeads, readMarks, readRows, readWindows } from './final';
import { type Happening, now, readHistory, recordTo } from './history';
import type { Beginning, Ends, Officers, Status } from './orders';
import { type Fault, nameOf } from './schedule';
import { startWorkers, type Workers } from './workers';
import { WORKERS, type World } from './world';

const LOOK_EVERY_MS = 100;
/** Milliseconds to wait for read marks, which are published half a second later. */
const TOLD_WITHIN_MS = 1_000;
/** Milliseconds after which missing data counts as lost. */
const SETTLE_WITHIN_MS = 60_000;

/** A run that records a history. */
export interface Run {
  /** Lets users act at this rate, in acts per second. */
  load(perSecond: number): Promise<void>;
  /** Injects one fault and waits for its end. */
  fault(fault: Fault): Promise<void>;
  acknowledged(): Promise<number>;
  /** Stops all acts, and resolves when every session is connected and up to date, or after `patienceMs`. */
  settle(patienceMs?: number): Promise<void>;
  /** Reads the final state and checks the history against the rules. */
  judge(): Promise<{ verdict: Verdict; history: Happening[]; operations: number }>;
  stop(): Promise<void>;
}

export async function startRun(
  world: World,
  { seed, tree, emphasis = {} }: { seed: number; tree: string; emphasis?: Emphasis },
): Promise<Run> {
  const file = (name: string) => path.join(world.directory, name);
  const beginnings = Array.from({ length: WORKERS }, (_, n): Beginning => {
    const { url, pushPorts, places, people, officers } = world;
    const players = people.filter((_, i) => i % WORKERS === n).map(({ token: _, ...player }) => player);
    return {
      // The seed is also part of the names of the worker's operations.
      seed: seed * WORKERS + n,
      url,
      pushPort: pushPorts[n] as number,
      history: file(`worker-${n}.jsonl`),
      windows: file(`windows-${n}.json`),
      players,
      officers: officers[n] as Officers,
      everybody: people.map(({ name }) => name),
      places,
      emphasis,
    };
  });
  const record = recordTo(file('faults.jsonl'));
  record.flush();
  const workers = await startWorkers(beginnings, tree);
  let faults = 0;

  const healed = async (id: number, what: string) => {
    const t = now();
    record({ e: 'healed', id, what, heads: await readHeads(world) }, t);
  };
  const rest = async () => {
    await workers.load(0);
    await until(
      workers,
      async () => null,
      ({ notReady, pending }) => notReady === 0 && pending === 0,
      SETTLE_WITHIN_MS,
    );
  };
  const run: Run = {
    load: (perSecond) => workers.load(perSecond),
    async fault(fault) {
      const [id, what] = [++faults, nameOf(fault)];
      record({ e: 'fault', id, what });
      await suffer(world, fault, rest);
      await healed(id, what);
    },
    acknowledged: async () => (await workers.status()).acknowledged,
    async settle(patienceMs = 10_000) {
      await rest();
      await healed(++faults, 'the last of it');
      await delay(TOLD_WITHIN_MS);
      const ends = async () => ({
        heads: await readHeads(world),
        read: await readMarks(world),
        alerts: await readTold(world),
      });
      await until(workers, ends, ({ behind }) => behind === 0, patienceMs);
    },
    async judge() {
      await workers.report();
      record.flush();
      const rows = await readRows(world);
      const history = await readHistory([file('faults.jsonl'), ...beginnings.map(({ history }) => history)]);
      const windows = await readWindows(beginnings.map(({ windows }) => windows));
      const api = await readByApi(world);
      const verdict = check({ history, rows, windows, api, places: placesOf(world) });
      if (verdict.violations.length > 0)
        await writeFile(file('end.json'), JSON.stringify({ rows, windows, api }));
      return { verdict, history, operations: history.filter(({ e }) => e === 'invoke').length };
    },
    stop: () => workers.stop(),
  };
  await until(
    workers,
    async () => null,
    ({ notReady }) => notReady === 0,
    SETTLE_WITHIN_MS,
  );
  return run;
}

async function until(
  workers: Workers,
  ends: () => Promise<Ends | null>,
  is: (status: Status) => boolean,
  withinMs: number,
): Promise<void> {
  for (const end = now() + withinMs; now() < end; ) {
    if (is(await workers.status(await ends()))) return;
    await delay(LOOK_EVERY_MS);
  }
}

function placesOf({ people, places }: World) {
  const names = people.map(({ name }) => name);
  return {
    clubs: [{ c: places.club, members: names.slice(0, Math.ceil(names.length / 2)) }],
    doors: [places.doors],
    lawns: places.lawns,
  };
}
