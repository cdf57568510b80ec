import { recentHeads } from '@/server/conversations/store/log';
import type { RealtimeContext } from './context';
import { requestResync } from './delivery';

/** Newer entries may still be on their way. */
const SETTLED_MS = 1_000;
/** Longer than a transaction can last, so that a late commit is not missed. */
const LATE_COMMIT_MS = 15_000;
/** After a longer outage every session has read the log again. */
const MOST_WINDOW_MS = 600_000;

/**
 * Returns a job that finds lost events. A lost last message leaves no gap that a client could detect, so each node
 * regularly reads the heads of recently written conversations and sends them to the sessions that did not get the last
 * entry [D7]. Costs one query, and no frame while nothing is lost.
 */
export function createHeads(app: RealtimeContext): () => Promise<void> {
  let askedAt = Date.now();
  return async () => {
    const now = Date.now();
    const windowMs = Math.min(now - askedAt + LATE_COMMIT_MS, MOST_WINDOW_MS);
    const rows = await recentHeads(app.db, app.id, { windowMs, settledMs: SETTLED_MS });
    askedAt = now;
    const behind = new Map<string, Record<string, number>>();
    for (const { userId, conversationId, seq } of rows) {
      const heads = behind.get(userId) ?? {};
      heads[conversationId] = seq;
      behind.set(userId, heads);
    }
    for (const [userId, heads] of behind) {
      for (const session of app.sessions.of(userId)) {
        const missing = Object.entries(heads).filter(([id, seq]) => (session.lastSentSeq.get(id) ?? 0) < seq);
        if (missing.length === 0 || session.lagging) continue;
        for (const [id, seq] of missing) session.lastSentSeq.set(id, seq);
        if (session.keepsLog) app.sessions.push(session, 'heads', Object.fromEntries(missing));
        else await requestResync(app, session);
      }
    }
  };
}
