import type { AttachmentsContext } from './context';
import { deleteObjects } from './discard';
import { findRemoved, markUnused } from './store/attachments';

const BATCH_SIZE = 100;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Deletes the attachments of deleted messages that no report is about, and uploads that no message has carried for a
 * day. Each step can be repeated, so another node continues after a crash. Throws the first error of the storage after all
 * others are deleted.
 */
export async function forgetAttachments(
  app: Pick<AttachmentsContext, 'db' | 'fileStorage'>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  await markUnused(app.db.pool);
  let failure: { error: unknown } | undefined;
  for (let after = FIRST, isMore = true; isMore; ) {
    const removed = await findRemoved(app.db.pool, after, BATCH_SIZE);
    for (const each of removed) {
      if (isStopped()) return;
      await deleteObjects(app, each).catch((error: unknown) => {
        failure ??= { error };
      });
      after = each.id;
    }
    isMore = removed.length === BATCH_SIZE;
  }
  if (failure) throw failure.error;
  await app.fileStorage.tidy();
}
