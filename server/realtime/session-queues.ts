import type { Db } from '@/db/client';
import { readStamps } from '@/server/conversations/store/stamps';
import { createBatchedCall } from '@/server/queue';
import type { LiveSession } from './live-sessions';
import type { SessionWriter } from './session-writer';

/** Fewer starts of sessions under way than this do not wait for the broker, nor the broker for them. */
const CALM = 10;
/** A herd is over when there was calm for this time; its batches come in waves. */
const CALM_MS = 1_000;
const TICK_MS = 100;
/** The number of queues opened per tick: while sessions start, and otherwise. A broker needs about 1 ms for each. */
const SLOW = 5;
const FAST = 100;

/**
 * Opens the queues of sessions that have begun. The queues of a herd are opened behind the herd, because declaring them
 * takes the broker longer than the sessions take to begin. A session without a queue learns of new entries by the heads
 * job.
 */
export interface SessionQueues {
  /** Opens the queue of a session; `stamp`: what `readStamps` returned before the session's log was read. */
  open(session: LiveSession, stamp: string): void;
  /** Forgets a session that has ended, if its queue is not open yet. */
  forget(session: LiveSession): void;
}

interface Waiting {
  session: LiveSession;
  stamp: string;
}

export function createSessionQueues({
  db,
  sessionWriter,
  receive,
  resync,
}: {
  db: Pick<Db, 'pool'>;
  sessionWriter: Pick<SessionWriter, 'starting'>;
  /** Opens and consumes the queue of a session, and calls `onOpen` when it is open. */
  receive: (session: LiveSession, onOpen: () => void) => void;
  /** Tells the client of a session to read the log. */
  resync: (session: LiveSession) => Promise<void>;
}): SessionQueues {
  /** The stamps of the sessions, in order of their start. */
  const waiting = new Map<LiveSession, string>();
  let ticking = false;
  let busyAt = 0;

  const changedSince = createBatchedCall({
    maxBatch: 500,
    async run(sessions: Waiting[]) {
      const stamps = await readStamps(db.pool, [
        ...new Set(sessions.map(({ session }) => session.actor.userId)),
      ]);
      return sessions.map(({ session, stamp }) => stamps.get(session.actor.userId) !== stamp);
    },
  });

  /** Makes up for events between the reading of the log and the opening of the queue. */
  async function makeUp(one: Waiting): Promise<void> {
    const changed = await changedSince(one).catch(() => true);
    if (changed) await resync(one.session);
  }

  /** Returns false for a client that has left. */
  function openNow(one: Waiting): boolean {
    const { connected } = one.session.socket;
    if (connected) receive(one.session, () => void makeUp(one));
    return connected;
  }

  function tick(): void {
    ticking = false;
    if (sessionWriter.starting() >= CALM) busyAt = Date.now();
    let room = Date.now() - busyAt >= CALM_MS ? FAST : SLOW;
    for (const [session, stamp] of waiting) {
      if (room === 0) break;
      waiting.delete(session);
      if (openNow({ session, stamp })) room -= 1;
    }
    if (waiting.size > 0) tickLater();
  }

  function tickLater(): void {
    if (ticking) return;
    ticking = true;
    setTimeout(tick, TICK_MS).unref();
  }

  return {
    open(session, stamp) {
      if (waiting.size === 0 && sessionWriter.starting() < CALM) {
        openNow({ session, stamp });
        return;
      }
      waiting.set(session, stamp);
      busyAt = Date.now();
      tickLater();
    },
    forget: (session) => void waiting.delete(session),
  };
}
