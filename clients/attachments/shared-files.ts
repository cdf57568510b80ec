import type { BrowserStorage } from '@/clients/connection/browser-storage';
import { openAnyVault } from '@/clients/connection/vault';
import { MAX_ATTACHMENTS } from '@/protocol/attachments';

/** A file that another app shares, as the list of them has it; its bytes are a record of their own. */
interface SharedFile {
  key: string;
  name: string;
  type: string;
}

/** The key of the record with the list. */
const LIST = 'shared';
/** The most bytes of what is shared at once. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Stores the files that another app shares in place of those shared before, for the page that the user chooses the
 * conversation in. Runs in the service worker. Returns how many it stored: none when nobody has signed in in this browser.
 */
export async function storeShared(files: readonly File[]): Promise<number> {
  const vault = await openAnyVault();
  if (!vault) return 0;
  let room = MAX_BYTES;
  const taken = files.slice(0, MAX_ATTACHMENTS).filter(({ size }) => {
    if (size > room) return false;
    room -= size;
    return true;
  });
  const list = taken.map(({ name, type }, n): SharedFile => ({ key: String(n), name, type }));
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
  return taken.length;
}

/** Returns the files that another app shares, and deletes them from the storage. */
export async function takeShared(storage: Pick<BrowserStorage, 'get' | 'write'>): Promise<readonly File[]> {
  const list = ((await storage.get('state', LIST)) ?? []) as readonly SharedFile[];
  const files = await Promise.all(
    list.map(async ({ key, name, type }) => {
      const bytes = await storage.get('shared', key);
      return bytes instanceof ArrayBuffer ? [new File([bytes], name, { type })] : [];
    }),
  );
  for (const { key } of list) void storage.write('shared', key, undefined);
  await storage.write('state', LIST, undefined);
  return files.flat();
}
