import type { SyncResult } from '@/protocol/events';
import type { LiveSession } from './live-sessions';
import type { Rooms } from './rooms';

/**
 * Returns the last seq of a conversation that a session was sent. What was delivered in a room is known once for all
 * its sessions; a session that missed a delivery, or has not read the whole log yet, has only its own record.
 */
export function sentSeq(rooms: Rooms, session: LiveSession, conversationId: string): number {
  const own = session.lastSentSeq.get(conversationId) ?? 0;
  return session.caughtUp ? Math.max(own, rooms.sentSeq(conversationId, session.actor.userId)) : own;
}

/**
 * Call it before the log is read for a session, and the result with what is sent of it: with the last page the session
 * has everything, unless a delivery was skipped meanwhile, which the log may not contain yet.
 */
export function startSync(rooms: Rooms, session: LiveSession): (log: SyncResult) => void {
  const { skipped } = session;
  return ({ conversations, complete }) => {
    if (!complete) return;
    session.caughtUp ||= session.skipped === skipped;
    for (const { id, head } of conversations)
      if (head > sentSeq(rooms, session, id)) session.lastSentSeq.set(id, head);
  };
}
