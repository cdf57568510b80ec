import { fail } from '@/protocol/errors';
import type { WireUpload } from '@/protocol/routes/attachments';
import { assertUser } from '@/server/accounts/policy';
import type { Actor, UserActor } from '@/server/actor';
import { completeUpload } from './complete-upload';
import type { AttachmentsContext } from './context';
import { missingParts } from './parts';
import { ownUpload } from './policy';
import { findUploadOf, insertUpload, type Upload } from './store/attachments';

const MEGABYTE = 1024 * 1024;

interface File {
  clientId: string;
  name: string;
  bytes: number;
}

/**
 * Begins the upload of a photo or a file, or continues the one of this client id: returns which parts are missing. When
 * none is, completes it and returns the attachment. Throws `forbidden` for guests and where attachments are switched
 * off, `too_large` beyond the size of a file (`bytes`) or of all files of the user (`quota`), `rate_limited` beyond the
 * amount for a day, `conflict` for a client id of another file, and `unsupported_file`.
 */
export async function uploadAttachment(
  app: AttachmentsContext,
  { actor, ...file }: { actor: Actor } & File,
): Promise<WireUpload> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'A guest sends no photos and files. Sign in with an account.');
  const upload = (await findUploadOf(app.db, actor.userId, file.clientId)) ?? (await begin(app, actor, file));
  if (!upload.shown && (upload.name !== file.name || upload.bytes !== file.bytes))
    throw fail('conflict', 'You uploaded a different file with this client id. Use a new id for each file.', {
      field: 'clientId',
    });
  const state = stateOf(upload);
  if (state.attachment || state.missing.length > 0) return state;
  await completeUpload(app, actor.userId, upload);
  return stateOf(await ownUpload(app, actor, upload.id));
}

function stateOf({ shown, id, ...upload }: Upload): WireUpload {
  return shown ? { id, missing: [], attachment: { id, ...shown } } : { id, missing: missingParts(upload) };
}

async function begin(app: AttachmentsContext, { userId }: UserActor, file: File): Promise<Upload> {
  const { kinds, maxBytes, quotaBytes } = app.config.attachments;
  if (kinds.length === 0) throw fail('forbidden', 'Photos and files are switched off here.');
  if (file.bytes > maxBytes)
    throw fail('too_large', `A photo or a file can have at most ${maxBytes / MEGABYTE} MB.`, {
      field: 'bytes',
    });
  app.limits.take('attachment', userId, Math.ceil(file.bytes / MEGABYTE));
  const begun = await insertUpload(app.db, { userId, ...file, quotaBytes });
  if (begun === 'full')
    throw fail(
      'too_large',
      `Your photos and files can take ${quotaBytes / MEGABYTE} MB in all. Delete messages with large ones first.`,
      { field: 'quota' },
    );
  // Another request with the same client id was faster.
  const upload = begun ?? (await findUploadOf(app.db, userId, file.clientId));
  if (!upload)
    throw fail('conflict', 'This upload was removed meanwhile. Use a new client id.', { field: 'clientId' });
  return upload;
}
