import type { BrowserStorage } from '@/clients/connection/browser-storage';
import { openAnyVault } from '@/clients/connection/vault';
import { MAX_ATTACHMENTS } from '@/protocol/attachments';
import type { Chosen } from './chosen-files';

type Left = Chosen['problems'];

/** What another app shares: the bytes of each file are a record of their own. */
interface SharedList {
  /** Which sharing it is: a random id, which the URL that asks for the conversation has, too. */
  id: string;
  files: { key: string; name: string; type: string }[];
  /** The files that are not stored, and why. */
  left: Left;
}

/** The shared files, and those that were not taken. */
interface SharedFiles {
  files: readonly File[];
  left: Left;
}

type Storage = Pick<BrowserStorage, 'get' | 'write'>;

/** The key of the record with the list. */
const LIST = 'shared';
/** The most bytes of what is shared at once. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Stores the files that another app shares in place of those shared before, for the page that the user chooses the
 * conversation in. Runs in the service worker. Returns the id of this sharing; null when nobody has signed in in this
 * browser.
 */
export async function storeShared(files: readonly File[]): Promise<string | null> {
  const vault = await openAnyVault();
  if (!vault) return null;
  let room = MAX_BYTES;
  const taken = files.slice(0, MAX_ATTACHMENTS).filter(({ size }) => {
    if (size > room) return false;
    room -= size;
    return true;
  });
  const list: SharedList = {
    id: crypto.randomUUID(),
    files: taken.map(({ name, type }, n) => ({ key: String(n), name, type })),
    left: files
      .filter((file) => !taken.includes(file))
      .map(({ name, size }) => ({ name, problem: size > MAX_BYTES ? 'tooLarge' : 'many' })),
  };
  const records = new Map<string, unknown>(
    Array.from({ length: MAX_ATTACHMENTS }, (_, n) => [String(n), undefined]),
  );
  for (const [n, file] of taken.entries()) records.set(String(n), await file.arrayBuffer());
  await vault.write(
    new Map([
      ['shared', records],
      ['state', new Map([[LIST, list]])],
    ]),
  );
  vault.close();
  return list.id;
}

/** Returns what another app shares under an id, and deletes it from the storage. What was shared before is gone. */
export async function takeShared(storage: Storage, id: string): Promise<SharedFiles> {
  const list = (await storage.get('state', LIST)) as Partial<SharedList> | undefined;
  if (list?.id !== id) return { files: [], left: [] };
  const { files = [], left = [] } = list;
  const read = await Promise.all(
    files.map(async ({ key, name, type }) => {
      const bytes = await storage.get('shared', key);
      return bytes instanceof ArrayBuffer ? [new File([bytes], name, { type })] : [];
    }),
  );
  await dropShared(storage);
  return { files: read.flat(), left };
}

/** Deletes what another app shares from the storage. */
export async function dropShared(storage: Pick<Storage, 'write'>): Promise<void> {
  for (let n = 0; n < MAX_ATTACHMENTS; n++) void storage.write('shared', String(n), undefined);
  await storage.write('state', LIST, undefined);
}
