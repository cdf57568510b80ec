import { partsOf } from '@/protocol/attachments';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AttachmentsContext } from './context';
import { discard } from './discard';
import { partKey } from './keys';
import { kindOf } from './kinds';
import { bytesOfPart, missingParts, whileStoring, withPart } from './parts';
import { noSuchUpload, ownUpload } from './policy';
import { setParts, type Upload, whileUploading } from './store/attachments';

/**
 * Stores a part of an upload of the actor, unless it is stored already. Returns the numbers of the missing parts. `data`
 * reads the part; it is called after the checks. Throws `not_found`, `bad_request` for a part of another size,
 * `unsupported_file` for the first part of a kind that is refused (the upload is then removed), and `overloaded`.
 */
export async function uploadPart(
  app: AttachmentsContext,
  { actor, id, part, data }: { actor: Actor; id: string; part: number; data: () => Promise<Uint8Array> },
): Promise<{ missing: number[] }> {
  assertUser(actor);
  const upload = await ownUpload(app, actor, id);
  if (upload.shown) return { missing: [] };
  if (part >= partsOf(upload.bytes))
    throw fail('not_found', 'This upload has no such part.', { field: 'part' });
  if (upload.parts.includes(part)) return { missing: missingParts(upload) };

  const parts = await withPart(actor.userId, () => receive(app, upload, part, data));
  if (parts) return { missing: missingParts({ ...upload, parts }) };
  if ((await ownUpload(app, actor, id)).shown) return { missing: [] };
  throw noSuchUpload();
}

/** Returns the numbers of all stored parts; null when the upload was completed or removed meanwhile. */
async function receive(
  app: AttachmentsContext,
  upload: Upload,
  part: number,
  data: () => Promise<Uint8Array>,
): Promise<number[] | null> {
  const { id, name, bytes } = upload;
  const received = await data();
  const expected = bytesOfPart(bytes, part);
  if (received.length !== expected)
    throw fail('bad_request', `Part ${part} of this upload has ${expected} bytes, not ${received.length}.`);
  try {
    if (part === 0) kindOf(received, name);
  } catch (error) {
    await discard(app, upload);
    throw error;
  }
  return whileStoring(() =>
    whileUploading(app.db, id, async (client, { parts }) => {
      // A stored part stays as it is: it may have been read already.
      if (parts.includes(part)) return parts;
      await app.fileStorage.write(partKey(id, part), received);
      const stored = [...parts, part];
      await setParts(client, id, stored);
      return stored;
    }),
  );
}
