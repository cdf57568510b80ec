import { setImmediate } from 'node:timers/promises';
import type { Db } from '@/db/client';
import { codeOf } from '@/db/embedded/errors';
import { isQuadError } from '@/protocol/errors';
import type { Metrics } from '@/server/metrics';
import type { Precedence } from '@/server/precedence';
import { createBatchQueue, laneOf } from '@/server/queue';
import { commitDrafts, isClientIdTaken, messageGone, type Outcome } from './commit-drafts';
import type { Draft, SendResult } from './draft';
import type { LinkPort } from './link-port';
import type { NotificationPort } from './notification-port';
import type { Relay } from './relay';

/** Writes drafts to the log. */
export interface MessageWriter {
  /** Resolves when the message is committed. Rejects with the refusal, or with the error that prevents all commits. */
  write(draft: Draft): Promise<SendResult>;
}

/** The maximum number of messages of one transaction: a larger batch would delay too many sends when it is slow. */
const MAX_BATCH = 200;
/**
 * The number of concurrent transactions: one is prepared while the other waits for the disk. Sends use no other
 * connections of the pool.
 */
const LANES = 2;

interface QueuedDraft {
  draft: Draft;
  resolve: (sent: SendResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Creates the message writer, which groups commits: drafts that arrive while the lanes are busy share the next
 * transaction. Under load one commit serves many sends; without load no send waits for another.
 */
export function createMessageWriter(app: {
  db: Db;
  relay: Pick<Relay, 'publish'>;
  metrics: Pick<Metrics, 'commit' | 'sent'>;
  notifier: Pick<NotificationPort, 'noteStored'>;
  linkCards: LinkPort;
  precedence: Pick<Precedence, 'passed'>;
}): MessageWriter {
  const lanes = Array.from({ length: LANES }, () =>
    createBatchQueue<QueuedDraft>({
      maxBatch: MAX_BATCH,
      async handle(batch) {
        await app.precedence.passed();
        await commit(batch);
        await setImmediate(); // drafts that have arrived meanwhile join the next batch
      },
    }),
  );

  async function commit(batch: QueuedDraft[], tries = 3, lookUp = false): Promise<void> {
    const stop = app.metrics.commit.startTimer();
    try {
      const { outcomes, outbox, stored } = await commitDrafts(
        app.db,
        batch.map(({ draft }) => draft),
        { lookUp },
      );
      stop();
      batch.forEach((queued, n) => {
        answer(queued, outcomes[n] as Outcome);
      });
      app.relay.publish(outbox);
      app.notifier.noteStored(stored);
    } catch (error) {
      if (tries > 1 && (isDeadlock(error) || isClientIdTaken(error)))
        await commit(batch, tries - 1, lookUp || isClientIdTaken(error));
      // A draft can cause this error, so each draft is tried by itself. An outage (a `QuadError`) affects all drafts.
      else if (batch.length === 1 || isQuadError(error))
        for (const { reject } of batch) reject(isClientIdTaken(error) ? messageGone() : error);
      else for (const queued of batch) await commit([queued], 3, lookUp);
    }
  }

  function answer({ draft, resolve, reject }: QueuedDraft, outcome: Outcome): void {
    if ('refused' in outcome) {
      reject(outcome.refused);
      return;
    }
    if (!outcome.sent.replayed) {
      app.metrics.sent.inc({ to: draft.destination.to });
      app.linkCards.prepare(draft.content.text);
    }
    resolve(outcome.sent);
  }

  return {
    write: (draft) =>
      new Promise((resolve, reject) => {
        lanes[laneOfDraft(draft)]?.add({ draft, resolve, reject });
      }),
  };
}

/**
 * Returns the lane of a draft. Drafts to one conversation share a lane, so that lanes seldom wait for each other's
 * locks. The lane is derived from names alone and misses some shared conversations, which costs only time.
 */
function laneOfDraft({ sender, destination }: Draft): number {
  const self = sender.kind === 'user' ? sender.username : sender.botId;
  const key =
    destination.to === 'conversation'
      ? destination.id
      : destination.to === 'people'
        ? [self, destination.users[0]].sort().join()
        : destination.to;
  return laneOf(key, LANES);
}

/** PostgreSQL undid this transaction because of a deadlock (40P01); it can be repeated. */
function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01';
}
