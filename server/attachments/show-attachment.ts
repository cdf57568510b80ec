import { Readable } from 'node:stream';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { AttachmentsContext } from './context';
import { partKeys, pictureKey } from './keys';
import { findReadable } from './store/access';
import type { Shown } from './store/attachments';

/** Returns a picture of a photo that the actor may read. Throws `not_found`. */
export async function showAttachment(
  app: AttachmentsContext,
  { actor, id, form }: { actor: Actor; id: string; form: 'small' | 'large' },
): Promise<{ type: string; data: Uint8Array }> {
  const shown = await readable(app, actor, id);
  const data = shown.kind === 'photo' ? await app.fileStorage.read(pictureKey(id, form)) : null;
  if (!data) throw noSuchAttachment();
  return { type: 'image/webp', data };
}

/** Returns a photo or a file that the actor may read, as a stream. Throws `not_found`. */
export async function downloadAttachment(
  app: AttachmentsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<{ name: string; bytes: number; file: Readable }> {
  const shown = await readable(app, actor, id);
  const { bytes } = shown;
  const keys = shown.kind === 'photo' ? [pictureKey(id, 'large')] : partKeys(id, bytes);
  const name = shown.kind === 'photo' ? 'photo.webp' : shown.name;
  return { name, bytes, file: Readable.from(objects(app, keys)) };
}

async function* objects({ fileStorage }: AttachmentsContext, keys: string[]): AsyncGenerator<Uint8Array> {
  for (const key of keys) {
    const data = await fileStorage.read(key);
    // The answer has begun: it ends early, and its reader notices by its length.
    if (!data) throw new Error('a part of a file is not in the storage');
    yield data;
  }
}

async function readable(app: AttachmentsContext, actor: Actor, id: string): Promise<Shown> {
  assertUser(actor);
  const found = await findReadable(app.db, actor, id);
  if (!found) throw noSuchAttachment();
  return found;
}

const noSuchAttachment = () => fail('not_found', 'There is no such photo or file, or you may not read it.');
