import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AttachmentsContext } from './context';
import { findUpload, type Upload } from './store/attachments';

/** Returns an upload of the actor that is not removed. Throws `not_found`. */
export async function ownUpload(
  app: Pick<AttachmentsContext, 'db'>,
  { userId }: UserActor,
  id: string,
): Promise<Upload> {
  const upload = await findUpload(app.db, userId, id);
  if (!upload) throw noSuchUpload();
  return upload;
}

export const noSuchUpload = () =>
  fail('not_found', 'You have no such upload. What no message carries is deleted after a day.');
