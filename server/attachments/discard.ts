import type { AttachmentsContext } from './context';
import { keysOf } from './keys';
import { deleteRemoved, markRemoved, type Removed } from './store/attachments';

/**
 * Deletes an upload that no message carries, with what the storage has of it. Returns false when a message carries it.
 */
export async function discard(
  app: Pick<AttachmentsContext, 'db' | 'fileStorage'>,
  upload: Removed,
): Promise<boolean> {
  if (!(await markRemoved(app.db.pool, upload.id))) return false;
  await deleteObjects(app, upload);
  return true;
}

/** Deletes an attachment that is marked as removed: first its objects, so that none remains without its row. */
export async function deleteObjects(
  { db, fileStorage }: Pick<AttachmentsContext, 'db' | 'fileStorage'>,
  removed: Removed,
): Promise<void> {
  await fileStorage.remove(keysOf(removed));
  await deleteRemoved(db.pool, removed.id);
}
