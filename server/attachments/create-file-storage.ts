import { fail } from '@/protocol/errors';
import type { Config } from '@/server/config';
import type { Log } from '@/server/log';
import { createDiskStorage } from './disk-storage';
import type { FileStorage } from './file-storage';
import { createS3Storage } from './s3-storage';

/** Creates the storage that the settings name. Its methods throw `unavailable` when it fails, and log why. */
export function createFileStorage(
  { s3, directory }: Config['attachments'],
  log: Pick<Log, 'warn'>,
): FileStorage {
  const storage = s3 ? createS3Storage(s3) : createDiskStorage(directory);
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (err) {
      log.warn({ err }, 'the storage of photos and files failed');
      throw fail('unavailable', 'Photos and files cannot be stored or read now. Try again in a moment.');
    }
  };
  return {
    write: (key, data) => explained(storage.write(key, data)),
    read: (key) => explained(storage.read(key)),
    remove: (keys) => explained(storage.remove(keys)),
    tidy: () => explained(storage.tidy()),
  };
}
