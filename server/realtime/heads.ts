import { recentHeads } from '@/server/conversations/store/log';
import type { RealtimeContext } from './context';
import { requestResync } from './delivery';

/** What was written this short a while ago may just be on its way. */
const SETTLED_MS = 1_000;
/** Longer than a transaction can last, so that what is committed late is not overlooked. */
const LATE_COMMIT_MS = 15_000;
/** After a longer outage than this every session has read the log anew. */
const MOST_WINDOW_MS = 600_000;

/**
 * A lost last message leaves no gap that a client could see. So now and then each node asks what was written lately,
 * and tells the sessions that were not given it where the log ends [D7]. Costs one query and, as long as nothing is
 * lost, not one frame.
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
