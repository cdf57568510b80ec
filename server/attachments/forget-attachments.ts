import type { AttachmentsContext } from './context';
import { deleteObjects } from './discard';
import { findRemoved, markUnused } from './store/attachments';

const BATCH_SIZE = 100;

/**
 * Deletes the attachments of deleted messages that no report is about, and uploads that no message has carried for a
 * day. Each step can be repeated, so another node continues after a crash.
 */
export async function forgetAttachments(
  app: Pick<AttachmentsContext, 'db' | 'fileStorage'>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  await markUnused(app.db.pool);
  for (;;) {
    const removed = await findRemoved(app.db.pool, BATCH_SIZE);
    for (const each of removed) {
      if (isStopped()) return;
      await deleteObjects(app, each);
    }
    if (removed.length < BATCH_SIZE) break;
  }
  await app.fileStorage.tidy();
}
