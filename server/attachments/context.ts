import type { Db } from '@/db/client';
import type { Config } from '@/server/config';
import type { Limits } from '@/server/limits';
import type { FileStorage } from './file-storage';

/** The dependencies of this folder's commands. */
export interface AttachmentsContext {
  config: Pick<Config, 'attachments'>;
  db: Db;
  limits: Limits;
  /** Has the bytes of photos and files. */
  fileStorage: FileStorage;
}
