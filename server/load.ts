import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Db } from '@/db/client';
import type { DatabaseShortage } from '@/db/outage';
import type { Broker } from './broker/broker';
import { fail } from './errors';
import type { Log } from './log';
import type { Metrics } from './metrics';

/** What a node can be short of, or the servers that it stands on: each with what the log says when it begins. */
const SHORTAGES = {
  event_loop: 'the node is overloaded: less important work is left out',
  database_queue: 'the node is overloaded: less important work is left out',
  database_full: 'the disk of PostgreSQL is full: nothing can be sent',
  database_memory: 'PostgreSQL is out of memory',
  database_connections: 'PostgreSQL takes no more connections: see its max_connections',
  database_disk: 'PostgreSQL cannot read or write its disk',
  database_read_only: 'PostgreSQL takes no changes: nothing can be sent',
  broker_memory: 'RabbitMQ is short of memory and takes no messages: they go by the database',
  broker_disk: 'RabbitMQ is short of disk and takes no messages: they go by the database',
} as const;
export type Shortage = keyof typeof SHORTAGES;

/** Work that is left out, the least important first: telling of movements, reading the past, and sending. */
const WORK = ['presence', 'read', 'send'] as const;
export type Work = (typeof WORK)[number];

/** Queries that wait for a connection to the database from which on presence, reads, and sends are left out. */
const DATABASE_QUEUE = [32, 200, 1_000];
/** The same of how late the event loop is, in parts of the setting. */
const EVENT_LOOP = [1, 4, 10];
/** Seconds above a threshold until it counts: one long collection of garbage is no overload. */
const RISE_AFTER = 3;
const FALL_AFTER = 5;
/** What the database lacks it is taken to lack until this long after it last refused for it. */
const DATABASE_SHORTAGE_MS = 30_000;
const RETRY_SECONDS = { least: 2, spread: 6 };

/** What the node has too little of, measured each second. */
export interface Load {
  /** Throws `overloaded`, with when to come back, while this kind of work is left out. */
  assertCapacity(work: Work): void;
  sheds(work: Work): boolean;
  /** The node does not keep up: what is asked is answered late or not at all, and news is late. */
  isBusy(): boolean;
  shortages(): Shortage[];
  /** The database refused, and said what it lacks. */
  noteDatabaseShortage(lack: DatabaseShortage): void;
  /** Measures; once a second. */
  tick(): void;
}

export function createLoad(options: {
  /** Milliseconds that the event loop is late from which movements are left out. */
  overloadEventLoopMs: number;
  /** Milliseconds that the event loop was late since the last call, on average. */
  eventLoopMs: () => number;
  db: Pick<Db, 'waiting'>;
  broker: Pick<Broker, 'shortage'>;
  log: Pick<Log, 'warn' | 'info'>;
  metrics: Pick<Metrics, 'shortage'>;
  now?: () => number;
  random?: () => number;
}): Load {
  const { log, metrics, now = Date.now, random = Math.random } = options;
  /** How many kinds of work each shortage leaves out, and for how many seconds another number was measured. */
  const states = { event_loop: { level: 0, other: 0 }, database_queue: { level: 0, other: 0 } };
  const thresholds = {
    event_loop: EVENT_LOOP.map((times) => times * options.overloadEventLoopMs),
    database_queue: DATABASE_QUEUE,
  };
  const said = new Set<Shortage>();
  const databaseShortageUntil: Partial<Record<Shortage, number>> = {};

  function measure(shortage: keyof typeof states, value: number): void {
    const state = states[shortage];
    const level = thresholds[shortage].filter((threshold) => value >= threshold).length;
    state.other = level === state.level ? 0 : state.other + 1;
    if (state.other >= (level > state.level ? RISE_AFTER : FALL_AFTER))
      Object.assign(state, { level, other: 0 });
  }

  const level = () => Math.max(states.event_loop.level, states.database_queue.level);
  const isShort = (shortage: Shortage) =>
    shortage in states
      ? states[shortage as keyof typeof states].level > 0
      : options.broker.shortage().some((of) => shortage === `broker_${of}`) ||
        now() < (databaseShortageUntil[shortage] ?? 0);
  const shortages = () => (Object.keys(SHORTAGES) as Shortage[]).filter(isShort);

  /** A line for each change, however many meet it. */
  function tell(): void {
    const current = new Set(shortages());
    for (const shortage of Object.keys(SHORTAGES) as Shortage[]) {
      const short = current.has(shortage);
      metrics.shortage.set({ of: shortage }, short ? 1 : 0);
      if (short === said.has(shortage)) continue;
      if (short) said.add(shortage);
      else said.delete(shortage);
      if (short) log.warn({ shortage }, SHORTAGES[shortage]);
      else log.info({ shortage }, 'that shortage is over');
    }
  }

  const sheds = (work: Work) => level() > WORK.indexOf(work);
  return {
    sheds,
    assertCapacity(work) {
      if (!sheds(work)) return;
      const retryAfter = Math.ceil(RETRY_SECONDS.least + RETRY_SECONDS.spread * random());
      throw fail('overloaded', 'Quad is busy right now. Try again in a moment.', { retryAfter });
    },
    isBusy: () => level() > 0,
    shortages,
    noteDatabaseShortage(lack) {
      databaseShortageUntil[lack] = now() + DATABASE_SHORTAGE_MS;
      tell();
    },
    tick() {
      measure('event_loop', options.eventLoopMs());
      measure('database_queue', options.db.waiting());
      tell();
    },
  };
}

/** Begins to measure; each call answers how many milliseconds the event loop was late since the last one, on average. */
export function measureEventLoop(): () => number {
  const resolution = 20;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  return () => {
    const late = delays.mean / 1e6 - resolution;
    delays.reset();
    // Nothing was measured: the mean of nothing is no number.
    return Number.isFinite(late) ? Math.max(0, late) : 0;
  };
}
