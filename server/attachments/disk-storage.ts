import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileStorage } from './file-storage';

/** A write takes seconds; what is older was cut off. */
const CUT_OFF_AFTER_MS = 3_600_000;

/**
 * Creates a storage in a directory, which all nodes share. An object is complete or not there, also after a crash: it is
 * written to the folder `incoming` and then renamed.
 */
export function createDiskStorage(directory: string): FileStorage {
  const incoming = path.join(directory, 'incoming');
  const pathOf = (key: string) => path.join(directory, key.slice(0, 2), key.replaceAll('/', '.'));
  return {
    async write(key, data) {
      const file = pathOf(key);
      const folder = path.dirname(file);
      for (const each of [incoming, folder]) await mkdir(each, { recursive: true, mode: 0o700 });
      const temporary = path.join(incoming, randomUUID());
      try {
        await writeDurably(temporary, data);
        await rename(temporary, file);
        await makeNamesDurable(folder);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: (key) => readFile(pathOf(key)).catch(nullIfMissing),
    async remove(keys) {
      for (const key of keys) await rm(pathOf(key), { force: true });
    },
    async tidy() {
      for (const name of (await readdir(incoming).catch(nullIfMissing)) ?? []) {
        const file = path.join(incoming, name);
        const found = await stat(file).catch(nullIfMissing);
        if (found && Date.now() - found.mtimeMs > CUT_OFF_AFTER_MS) await rm(file, { force: true });
      }
    },
  };
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function writeDurably(file: string, data: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function makeNamesDurable(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
