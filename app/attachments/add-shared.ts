import { chosenFilesOf } from '@/clients/attachments/chosen-files';
import { localFilesOf } from '@/clients/attachments/local-files';
import { takeShared } from '@/clients/attachments/shared-files';
import type { Client } from '../connection/client-provider';
import { addFiles } from './add-files';

/** Adds the files that another app shares to the message that is being written in a view, by its key. */
export async function addShared({ storage }: Pick<Client, 'storage'>, view: string, maxBytes: number) {
  const files = await takeShared(storage);
  const [chosen, local] = [chosenFilesOf(storage), localFilesOf(storage)];
  await addFiles(files, { view, chosen, local, maxBytes });
}
