import { leaveAll } from '@/server/conversations/leave-all';
import { redactMessages } from '@/server/conversations/redact-messages';
import { changePresence, NOT_SHARING } from '@/server/presence/change-presence';
import type { ErasureContext } from './context';
import { findErasing, findMessagesToDelete, forgetRemains } from './store/erasure';

/** Conversations and messages dealt with at a time: others' work goes on between. */
const BATCH = 100;

/**
 * Goes on with the erasure of a user who is nobody already: nobody sees them near, their messages go if they said so,
 * and they leave what they were in. Each step may be done twice, so it goes on where a node that died has stopped.
 * Answers whether all is done.
 */
export async function finishErasure(app: ErasureContext, { userId }: { userId: string }): Promise<boolean> {
  await changePresence(app, userId, NOT_SHARING);
  // While the others are told of what is said there: a direct conversation is closed for both.
  const doomed = await findMessagesToDelete(app.db, userId, BATCH);
  await redactMessages(app, userId, doomed);
  if (doomed.length === BATCH || !(await leaveAll(app, userId, BATCH))) return false;
  await app.db.transaction((client) => forgetRemains(client, userId));
  return true;
}

/** Goes on with every erasure that is under way. */
export async function finishErasures(app: ErasureContext): Promise<void> {
  for (const userId of await findErasing(app.db)) await finishErasure(app, { userId });
}
