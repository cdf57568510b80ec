import type { Db } from '@/db/client';
import type { Broker } from '@/server/broker/broker';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import { createBatchQueue } from '@/server/queue';
import { asJson, type OutboxEvent, type OutboxRow } from './events';
import { clearOldPresence, clearOutbox, countOutbox, readOutbox, sweepOutbox } from './store/outbox';

export interface Relay {
  /**
   * Publishes just committed events to the broker; unconfirmed events stay in the outbox. Those that go `first` wait for no
   * batch of others. Never throws.
   */
  publish(rows: OutboxRow[], options?: { first?: boolean }): void;
  start(): void;
  /** Resolves when publishes and sweeps under way are done. */
  stop(): Promise<void>;
}

/** A live node publishes its own rows within this time; any node may publish older rows. */
const ORPHAN_AFTER_MS = 2_000;
/**
 * The interval of sweeps. It delays events of other nodes while the broker is down, and always delays a revocation by
 * the operator's command, for which one second is promised [A8].
 */
const SWEEP_EVERY_MS = 500;
const SWEEP_LIMIT = 500;
/** Longer than a transaction can last, so that a late commit is not missed. */
const LATE_COMMIT_MS = 30_000;
/**
 * While the broker is down, presence rows older than this are deleted: every node has received them, and reads all
 * presence again once the broker is back.
 */
const PRESENCE_KEPT_MS = 60_000;

/**
 * Creates the relay, which publishes committed events to the broker. It publishes the events of this node at once.
 * Sweeps of the outbox publish the events that failed, and those of nodes that died. While the broker is down, each
 * node delivers the outbox to its own sessions [D12]; the broker delivers these events again later, and clients
 * recognise the repetitions by seq.
 */
export function createRelay(options: {
  db: Db;
  broker: Broker;
  log: Log;
  metrics: Metrics;
  /** Delivers an event to the sessions of this node, while the broker is down. */
  deliverLocally: (event: OutboxEvent) => void;
  /** Delivers an event to the sessions of this node that need not wait until the broker brings it. Never throws. */
  deliverEarly: (event: OutboxEvent) => void;
}): Relay {
  const { db, broker, log, metrics, deliverLocally, deliverEarly } = options;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  /** Ids of rows that this node's sessions received while the broker was down, with the time. */
  let deliveredRows = new Map<number, number>();
  /** When the outbox was last read while the broker was down; undefined before the first read. */
  let readAt: number | undefined;

  const toBroker = (rows: OutboxRow[]) =>
    broker.publish(rows.map(({ event }) => ({ ...event, body: asJson(event.body) })));

  const deliverOnce = (rows: OutboxRow[]) => {
    for (const row of rows) {
      if (deliveredRows.has(row.id)) continue;
      deliveredRows.set(row.id, Date.now());
      try {
        deliverLocally(row.event);
      } catch (err) {
        // The command that wrote the event has committed: an error must affect neither its actor nor later events.
        log.error({ err, type: row.event.body.type }, 'an event could not be delivered');
      }
    }
  };

  /**
   * Delivers the whole outbox the first time and only new rows later, because the outbox grows for as long as the
   * broker is down.
   */
  async function deliverFromOutbox(): Promise<void> {
    const at = Date.now();
    const withinMs = readAt === undefined ? at : at - readAt + LATE_COMMIT_MS;
    for (let after = 0; ; ) {
      const rows = await readOutbox(db, { after, withinMs, limit: SWEEP_LIMIT });
      deliverOnce(rows);
      if (rows.length < SWEEP_LIMIT) break;
      after = (rows.at(-1) as OutboxRow).id;
    }
    readAt = at;
    deliveredRows = new Map([...deliveredRows].filter(([, when]) => when > at - 2 * LATE_COMMIT_MS));
    await clearOldPresence(db, PRESENCE_KEPT_MS);
  }

  async function publishOrphans(): Promise<void> {
    let swept: number;
    do {
      swept = await sweepOutbox(db, { olderThanMs: ORPHAN_AFTER_MS, limit: SWEEP_LIMIT }, toBroker);
      if (swept > 0) log.info({ events: swept }, 'published events left in the outbox');
    } while (swept === SWEEP_LIMIT && broker.state === 'up');
  }

  async function publishBatch(rows: OutboxRow[]): Promise<void> {
    try {
      await toBroker(rows);
      await clearOutbox(
        db,
        rows.map((row) => row.id),
      );
    } catch (error) {
      log.warn({ code: (error as { code?: string }).code, events: rows.length }, 'events stay in the outbox');
      deliverOnce(rows);
    }
  }

  /** Publishes one batch at a time; batches save confirms and deletes under load. */
  const publishing = createBatchQueue<OutboxRow>({ handle: publishBatch });
  const publishingFirst = createBatchQueue<OutboxRow>({ handle: publishBatch });

  async function count(): Promise<number> {
    const rows = await countOutbox(db);
    metrics.outbox.set(rows);
    return rows;
  }

  let failure = '';
  async function sweep(): Promise<void> {
    try {
      if (broker.state === 'up') {
        deliveredRows = new Map();
        readAt = undefined;
        // Usually the outbox is empty, which takes one statement to find out.
        if ((await count()) > 0) await publishOrphans().then(count);
      } else await deliverFromOutbox().then(count);
      failure = '';
    } catch (error) {
      // Logs each reason once, because an outage may last.
      if (String(error) !== failure)
        log.warn({ code: (error as { code?: string }).code }, 'the outbox could not be swept');
      failure = String(error);
    }
  }

  return {
    publish(rows, { first = false } = {}) {
      if (rows.length === 0) return;
      if (broker.state === 'down') return deliverOnce(rows);
      (first ? publishingFirst : publishing).add(...rows);
      // The sender is answered, and other nodes are told, before this node writes to thousands of sockets.
      setImmediate(() => {
        for (const { event } of rows) deliverEarly(event);
      });
    },
    start() {
      const next = () => {
        timer = setTimeout(() => {
          sweeping = sweep();
          sweeping.finally(() => timer && next());
        }, SWEEP_EVERY_MS);
      };
      next();
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await Promise.all([publishingFirst.settled(), publishing.settled(), sweeping]);
    },
  };
}
