import { leaveAll } from '@/server/conversations/leave-all';
import { redactMessages } from '@/server/conversations/redact-messages';
import { changePresence, NOT_SHARING } from '@/server/presence/change-presence';
import type { ErasureContext } from './context';
import { findErasing, findMessagesToDelete, forgetRemains } from './store/erasure';

/** Number of conversations or messages per step, so that other work can run in between. */
const BATCH_SIZE = 100;

/**
 * Continues the erasure of an erased user: deletes their presence, redacts their messages if they asked for it, and
 * closes their memberships. Each step is idempotent, so another node can continue after a crash. Returns whether the
 * erasure is complete.
 */
export async function finishErasure(app: ErasureContext, { userId }: { userId: string }): Promise<boolean> {
  await changePresence(app, userId, NOT_SHARING);
  // Before leaving, while the other members still receive changes: leaving closes a direct conversation for both.
  const doomed = await findMessagesToDelete(app.db, userId, BATCH_SIZE);
  await redactMessages(app, userId, doomed);
  if (doomed.length === BATCH_SIZE || !(await leaveAll(app, userId, BATCH_SIZE))) return false;
  await app.db.transaction((client) => forgetRemains(client, userId));
  return true;
}

/** Continues every erasure in progress. */
export async function finishErasures(app: ErasureContext): Promise<void> {
  for (const userId of await findErasing(app.db)) await finishErasure(app, { userId });
}
