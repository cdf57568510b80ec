import { recentHeads } from '@/server/conversations/store/log';
import type { RealtimeContext } from './context';
import { requestResync } from './delivery';
import { sentSeq } from './sent-seqs';

/** Newer entries may still be on their way. */
const SETTLED_MS = 1_000;
/** Longer than a transaction can last, so that a late commit is not missed. */
const LATE_COMMIT_MS = 15_000;
/** After a longer outage every session has read the log again. */
const MAX_WINDOW_MS = 600_000;

/**
 * Returns a job that finds lost events. A lost last message leaves no gap that a client could detect, so each node
 * regularly reads the heads of recently written conversations and sends them to the sessions that did not get the last
 * entry [D7]. Costs one query, and no frame while nothing is lost. A room whose last entry this node has delivered to
 * all its members gives rows only for users with a session that is not caught up.
 */
export function createHeads(app: RealtimeContext): () => Promise<void> {
  let askedAt = Date.now();
  return async () => {
    const now = Date.now();
    const windowMs = Math.min(now - askedAt + LATE_COMMIT_MS, MAX_WINDOW_MS);
    const sent = app.rooms.sentWithin(windowMs);
    const notCaughtUp = new Set<string>();
    for (const { actor, caughtUp } of app.sessions.list()) if (!caughtUp) notCaughtUp.add(actor.userId);
    const rows = await recentHeads(app.db, app.id, {
      windowMs,
      settledMs: SETTLED_MS,
      sent,
      userIds: [...notCaughtUp],
    });
    askedAt = now;
    const behind = new Map<string, Record<string, number>>();
    for (const { userId, conversationId, seq } of rows) {
      const heads = behind.get(userId) ?? {};
      heads[conversationId] = seq;
      behind.set(userId, heads);
    }
    for (const [userId, heads] of behind) {
      for (const session of app.sessions.of(userId)) {
        const missing = Object.entries(heads).filter(([id, seq]) => sentSeq(app.rooms, session, id) < seq);
        if (missing.length === 0 || session.lagging || session.held) continue;
        for (const [id, seq] of missing) session.lastSentSeq.set(id, seq);
        if (session.keepsLog) app.sessions.push(session, 'heads', Object.fromEntries(missing));
        else await requestResync(app, session);
      }
    }
  };
}
