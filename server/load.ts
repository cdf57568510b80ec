import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Db } from '@/db/client';
import type { DatabaseShortage } from '@/db/outage';
import { fail } from '@/protocol/errors';
import type { Broker } from './broker/broker';
import type { Log } from './log';
import { EVENT_LOOP_SAMPLE_MS, type Metrics } from './metrics';

/** The shortages of a node or of the servers that it needs, each with its log line. */
const SHORTAGES = {
  event_loop: 'the event loop is late: the node sheds less important work',
  database_queue: 'too many queries wait for a database connection: the node sheds less important work',
  database_full: 'the disk of PostgreSQL is full: users cannot send messages',
  database_memory: 'PostgreSQL is out of memory: it refuses some requests',
  database_connections: 'PostgreSQL accepts no more connections: raise its max_connections',
  database_disk: 'PostgreSQL cannot read or write its disk: some requests fail',
  database_read_only: 'PostgreSQL is read-only: users cannot send messages',
  broker_memory: 'RabbitMQ lacks memory and accepts no messages: they are delivered through the database',
  broker_disk: 'RabbitMQ lacks disk space and accepts no messages: they are delivered through the database',
} as const;
export type Shortage = keyof typeof SHORTAGES;

/**
 * The kinds of work, least important first: publishing movements, reading the log, sending, and what concerns alerts,
 * which no load sheds.
 */
const WORK = ['presence', 'read', 'send', 'alert'] as const;
export type Work = (typeof WORK)[number];

/**
 * The numbers of queries that wait for a database connection from which the node sheds movements, then also reads, then
 * also sends.
 */
const DATABASE_QUEUE = [32, 200, 1_000];
/** The thresholds for the delay of the event loop, as multiples of the setting. */
const EVENT_LOOP = [1, 4, 10];
/** Seconds above a threshold before load is shed: one long garbage collection is no overload. */
const RISE_AFTER = 3;
const FALL_AFTER = 5;
/** Milliseconds for which a database shortage is assumed to last after the database last refused for it. */
const DATABASE_SHORTAGE_MS = 30_000;
const RETRY_SECONDS = { min: 2, spread: 6 };

/** The shortages of the node, measured each second. */
export interface Load {
  /** Throws `overloaded`, with the seconds to wait, while this kind of work is shed. */
  assertCapacity(work: Work): void;
  sheds(work: Work): boolean;
  /** Returns true while the node is overloaded: answers and events are late. */
  isBusy(): boolean;
  shortages(): Shortage[];
  /** Records that the database refused a query because of a shortage. */
  noteDatabaseShortage(shortage: DatabaseShortage): void;
  /** Measures; called once a second. */
  tick(): void;
}

/** Creates the measurement of load; `tick` must be called once a second. */
export function createLoad(options: {
  /** The delay of the event loop from which movements are shed, in milliseconds. */
  overloadEventLoopMs: number;
  /** Returns the mean delay of the event loop since the last call, in milliseconds. */
  eventLoopMs: () => number;
  db: Pick<Db, 'waiting'>;
  broker: Pick<Broker, 'shortage'>;
  log: Pick<Log, 'warn' | 'info'>;
  metrics: Pick<Metrics, 'shortage'>;
  now?: () => number;
  random?: () => number;
}): Load {
  const { log, metrics, now = Date.now, random = Math.random } = options;
  /** For each shortage, how many kinds of work are shed, and for how many seconds the measured level has differed. */
  const states = { event_loop: { level: 0, other: 0 }, database_queue: { level: 0, other: 0 } };
  const thresholds = {
    event_loop: EVENT_LOOP.map((times) => times * options.overloadEventLoopMs),
    database_queue: DATABASE_QUEUE,
  };
  const reported = new Set<Shortage>();
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

  /** Logs each change of a shortage once, and updates the metrics. */
  function reportChanges(): void {
    const current = new Set(shortages());
    for (const shortage of Object.keys(SHORTAGES) as Shortage[]) {
      const short = current.has(shortage);
      metrics.shortage.set({ of: shortage }, short ? 1 : 0);
      if (short === reported.has(shortage)) continue;
      if (short) reported.add(shortage);
      else reported.delete(shortage);
      if (short) log.warn({ shortage }, SHORTAGES[shortage]);
      else log.info({ shortage }, 'the shortage is over');
    }
  }

  const sheds = (work: Work) => level() > WORK.indexOf(work);
  return {
    sheds,
    assertCapacity(work) {
      if (!sheds(work)) return;
      const retryAfter = Math.ceil(RETRY_SECONDS.min + RETRY_SECONDS.spread * random());
      throw fail('overloaded', 'Quad is busy right now. Try again in a moment.', { retryAfter });
    },
    isBusy: () => level() > 0,
    shortages,
    noteDatabaseShortage(shortage) {
      databaseShortageUntil[shortage] = now() + DATABASE_SHORTAGE_MS;
      reportChanges();
    },
    tick() {
      measure('event_loop', options.eventLoopMs());
      measure('database_queue', options.db.waiting());
      reportChanges();
    },
  };
}

/**
 * Starts to measure. Each call of the returned function returns the mean delay of the event loop since the last call,
 * in milliseconds.
 */
export function measureEventLoop(): () => number {
  const resolution = EVENT_LOOP_SAMPLE_MS;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  return () => {
    const late = delays.mean / 1e6 - resolution;
    delays.reset();
    // Without samples the mean is NaN.
    return Number.isFinite(late) ? Math.max(0, late) : 0;
  };
}
