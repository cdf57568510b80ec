import { isQuadError } from '@/server/errors';
import type { Node } from '@/server/node';
import { commitDrafts, type Outcome } from './commit';
import type { Draft, Sent } from './draft';

/** The way into the log. */
export interface Appends {
  /** Resolves once the message is committed. Rejects with why it was refused, or why nothing can be committed now. */
  append(draft: Draft): Promise<Sent>;
}

/** Most messages of one transaction: past it a single slow one would hold up too many. */
const MOST = 200;
/** Transactions at once: one is prepared while the other waits for the disk. They are all that sends take of the pool. */
const LANES = 2;

interface Waiting {
  draft: Draft;
  resolve: (sent: Sent) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: what comes while the lanes are busy goes together into the next transaction, so that under load a
 * commit serves many sends, and without load nobody waits for anybody.
 */
export function createAppends(node: Pick<Node, 'db' | 'relay' | 'metrics'>): Appends {
  let waiting: Waiting[] = [];
  let busy = 0;

  async function lane(): Promise<void> {
    busy += 1;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      await commit(batch);
    }
    busy -= 1;
  }

  async function commit(batch: Waiting[], tries = 3): Promise<void> {
    const stop = node.metrics.commit.startTimer();
    try {
      const { outcomes, outbox } = await commitDrafts(
        node.db,
        batch.map(({ draft }) => draft),
      );
      stop();
      batch.forEach((one, n) => {
        answer(one, outcomes[n] as Outcome);
      });
      node.relay.publish(outbox);
    } catch (error) {
      if (tries > 1 && isDeadlock(error)) await commit(batch, tries - 1);
      // Only what is wrong with one of them is worth finding out which; an outage is everybody's.
      else if (batch.length === 1 || isQuadError(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await commit([one]);
    }
  }

  function answer({ draft, resolve, reject }: Waiting, outcome: Outcome): void {
    if ('refused' in outcome) {
      reject(outcome.refused);
      return;
    }
    node.metrics.sent.inc({ to: draft.destination.to });
    resolve(outcome.sent);
  }

  return {
    append: (draft) =>
      new Promise((resolve, reject) => {
        waiting.push({ draft, resolve, reject });
        if (busy < LANES) void lane();
      }),
  };
}

/** Two transactions waited for each other, and this one was undone: it can be done again (PostgreSQL, 40P01). */
function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown }).code === '40P01';
}
