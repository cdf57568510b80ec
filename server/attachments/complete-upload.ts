import { isQuadError } from '@/protocol/errors';
import { type ReadImage, readImage } from '@/server/images/read-image';
import type { AttachmentsContext } from './context';
import { discard } from './discard';
import { partKeys, pictureKey } from './keys';
import { kindOf, unsupported } from './kinds';
import { whileStoring } from './parts';
import { type Shown, setComplete, setParts, type Upload, whileUploading } from './store/attachments';

/** The longer edges of the pictures of a photo, in pixels: for a whole screen, and for the timeline of a phone. */
const SIZES = [
  { edge: 1600, square: false },
  { edge: 640, square: false },
];

/**
 * Completes an upload of a user whose parts are all stored, unless it was completed or removed meanwhile: makes a photo anew and
 * deletes what was uploaded, or leaves a file as it is. If the storage has lost a part, all parts are missing
 * afterwards. Throws `unsupported_file`; the upload is then removed.
 */
export async function completeUpload(app: AttachmentsContext, userId: string, upload: Upload): Promise<void> {
  const { id, name, bytes } = upload;
  try {
    const parts = await readParts(app, upload, 1);
    if (!parts) return await startAgain(app, id);
    if (kindOf(parts, name) === 'file')
      return await finish(app, upload, { name, shown: { kind: 'file', name, bytes } });
    let lost = false;
    const load = async () => {
      const image = await readParts(app, upload);
      lost = image === null;
      return image ?? new Uint8Array();
    };
    const photo = await readImage(load, { sizes: SIZES, source: 'upload', userId });
    if (lost) return await startAgain(app, id);
    if (!photo) throw unsupported();
    await finish(app, upload, { name: '', photo, shown: shownOf(photo) });
  } catch (error) {
    if (isQuadError(error) && error.code === 'unsupported_file') await discard(app, upload);
    throw error;
  }
}

/** Returns the first `count` parts of an upload, by default all; null if the storage lacks one. */
async function readParts(
  { fileStorage }: AttachmentsContext,
  { id, bytes }: Upload,
  count?: number,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  for (const key of partKeys(id, bytes).slice(0, count)) {
    const part = await fileStorage.read(key);
    if (!part) return null;
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

async function startAgain({ db }: AttachmentsContext, id: string): Promise<void> {
  await whileUploading(db, id, (client) => setParts(client, id, []));
}

function shownOf({ pictures: [large], color }: ReadImage): Shown {
  const { data, width = 0, height = 0 } = large ?? {};
  return { kind: 'photo', width, height, color, bytes: data?.length ?? 0 };
}

/** Stores the pictures of a photo and deletes what was uploaded: it has metadata. */
async function finish(
  { db, fileStorage }: AttachmentsContext,
  { id, bytes }: Upload,
  { name, shown, photo }: { name: string; shown: Shown; photo?: ReadImage },
): Promise<void> {
  const [large, small] = photo?.pictures ?? [];
  await whileStoring(() =>
    whileUploading(db, id, async (client) => {
      if (!large || !small) return setComplete(client, id, { shown, name, bytes });
      await Promise.all([
        fileStorage.write(pictureKey(id, 'large'), large.data),
        fileStorage.write(pictureKey(id, 'small'), small.data),
      ]);
      await fileStorage.remove(partKeys(id, bytes));
      return setComplete(client, id, { shown, name, bytes: large.data.length + small.data.length });
    }),
  );
}
