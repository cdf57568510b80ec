import type { Db } from '@/db/client';
import type { Broker } from '@/server/broker/broker';
import type { Log } from '@/server/log';
import type { Metrics } from '@/server/metrics';
import { createBatchQueue } from '@/server/queue';
import { asJson, type OutboxEvent, type OutboxRow } from './events';
import { clearOldPresence, clearOutbox, countOutbox, readOutbox, sweepOutbox } from './store/outbox';

export interface Relay {
  /** Hands just committed events to the broker; what it does not confirm stays in the outbox. Never throws. */
  publish(rows: OutboxRow[]): void;
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** A live node publishes its own rows within this time; older ones are anybody's. */
const ORPHAN_AFTER_MS = 2_000;
/**
 * How often the outbox is looked at: with the broker down, what another node committed arrives this much later; and so
 * does, at any time, a cut by the operator's command, for which a second is promised [A8].
 */
const SWEEP_EVERY_MS = 500;
const SWEEP_LIMIT = 500;
/** Longer than a transaction can last: what is committed late is not overlooked. */
const LATE_COMMIT_MS = 30_000;
/** With the broker down, presence is dropped after this: every node has had it, and reads all anew once it is back. */
const PRESENCE_KEPT_MS = 60_000;

/**
 * Brings committed events to the broker: at once for this node's own, by a sweep for what a dead node or a
 * broken broker left. While the broker is down each node hands what is in the outbox to its own sessions [D12];
 * what the broker brings later a second time, clients tell apart by seq.
 */
export function createRelay(options: {
  db: Db;
  broker: Broker;
  log: Log;
  metrics: Metrics;
  /** Gives an event to the sessions of this node. */
  deliverLocally: (event: OutboxEvent) => void;
}): Relay {
  const { db, broker, log, metrics, deliverLocally } = options;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  /** Rows this node's sessions have been given while the broker was down, and when. */
  let deliveredRows = new Map<number, number>();
  /** When the outbox was last read through while the broker was down; undefined before that. */
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
        // What it is about is committed: neither its sender nor the events after it may suffer.
        log.error({ err, type: row.event.body.type }, 'an event could not be handed out');
      }
    }
  };

  /** All that is in the outbox the first time, and then what is new: with a broker that stays down it only grows. */
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
    deliveredRows = new Map();
    readAt = undefined;
    let swept: number;
    do {
      swept = await sweepOutbox(db, { olderThanMs: ORPHAN_AFTER_MS, limit: SWEEP_LIMIT }, toBroker);
      if (swept > 0) log.info({ events: swept }, 'published what was left in the outbox');
    } while (swept === SWEEP_LIMIT && broker.state === 'up');
  }

  /** One publish at a time, of all that gathered meanwhile: fewer confirms and fewer deletes under load. */
  const publishing = createBatchQueue<OutboxRow>({
    async handle(rows) {
      try {
        await toBroker(rows);
        await clearOutbox(
          db,
          rows.map((row) => row.id),
        );
      } catch (error) {
        log.warn(
          { code: (error as { code?: string }).code, events: rows.length },
          'events stay in the outbox',
        );
        deliverOnce(rows);
      }
    },
  });

  let failure = '';
  async function sweep(): Promise<void> {
    try {
      if (broker.state === 'up') await publishOrphans();
      else await deliverFromOutbox();
      metrics.outbox.set(await countOutbox(db));
      failure = '';
    } catch (error) {
      // Once for each reason: an outage may last.
      if (String(error) !== failure)
        log.warn({ code: (error as { code?: string }).code }, 'the outbox could not be swept');
      failure = String(error);
    }
  }

  return {
    publish(rows) {
      if (rows.length === 0) return;
      if (broker.state === 'down') return deliverOnce(rows);
      publishing.add(...rows);
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
      await Promise.all([publishing.settled(), sweeping]);
    },
  };
}
