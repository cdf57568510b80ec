import { setImmediate } from 'node:timers/promises';
import type { Db } from '@/db/client';
import { codeOf } from '@/db/embedded/errors';
import { isQuadError } from '@/server/errors';
import type { Metrics } from '@/server/metrics';
import { createBatchQueue } from '@/server/queue';
import { commitDrafts, isClientIdTaken, messageGone, type Outcome } from './commit-drafts';
import type { Draft, SendResult } from './draft';
import type { Relay } from './relay';

/** The way into the log. */
export interface MessageWriter {
  /** Resolves once the message is committed. Rejects with why it was refused, or why nothing can be committed now. */
  write(draft: Draft): Promise<SendResult>;
}

/** Most messages of one transaction: past it a single slow one would hold up too many. */
const MAX_BATCH = 200;
/** Transactions at once: one is prepared while the other waits for the disk. They are all that sends take of the pool. */
const LANES = 2;

interface QueuedDraft {
  draft: Draft;
  resolve: (sent: SendResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: what comes while the lanes are busy goes together into the next transaction, so that under load a
 * commit serves many sends, and without load nobody waits for anybody.
 */
export function createMessageWriter(app: {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  metrics: Pick<Metrics, 'commit' | 'sent'>;
}): MessageWriter {
  const lanes = Array.from({ length: LANES }, () =>
    createBatchQueue<QueuedDraft>({
      maxBatch: MAX_BATCH,
      async handle(batch) {
        await commit(batch);
        await setImmediate(); // what has reached this process meanwhile goes along with what waits
      },
    }),
  );

  async function commit(batch: QueuedDraft[], tries = 3): Promise<void> {
    const stop = app.metrics.commit.startTimer();
    try {
      const { outcomes, outbox } = await commitDrafts(
        app.db,
        batch.map(({ draft }) => draft),
      );
      stop();
      batch.forEach((queued, n) => {
        answer(queued, outcomes[n] as Outcome);
      });
      app.relay.publish(outbox);
    } catch (error) {
      if (tries > 1 && (isDeadlock(error) || isClientIdTaken(error))) await commit(batch, tries - 1);
      // Only what is wrong with one of them is worth finding out which; an outage is everybody's.
      else if (batch.length === 1 || isQuadError(error))
        for (const { reject } of batch) reject(isClientIdTaken(error) ? messageGone() : error);
      else for (const queued of batch) await commit([queued]);
    }
  }

  function answer({ draft, resolve, reject }: QueuedDraft, outcome: Outcome): void {
    if ('refused' in outcome) {
      reject(outcome.refused);
      return;
    }
    if (!outcome.sent.replayed) app.metrics.sent.inc({ to: draft.destination.to });
    resolve(outcome.sent);
  }

  return {
    write: (draft) =>
      new Promise((resolve, reject) => {
        lanes[laneOf(draft)]?.add({ draft, resolve, reject });
      }),
  };
}

/**
 * What goes into one conversation takes one lane, so that lanes seldom wait for each other's locks. It is told from
 * names alone, so some are missed: that costs time and nothing else.
 */
function laneOf({ sender, destination }: Draft): number {
  const self = sender.kind === 'user' ? sender.username : sender.botId;
  const key =
    destination.to === 'conversation'
      ? destination.id
      : destination.to === 'people'
        ? [self, destination.users[0]].sort().join()
        : destination.to;
  let hash = 0x811c9dc5; // FNV-1a, whose upper bits are the better ones
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % LANES;
}

/** Two transactions waited for each other, and this one was undone: it can be done again (PostgreSQL, 40P01). */
function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01';
}
