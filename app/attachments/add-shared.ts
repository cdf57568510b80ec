import { chosenFilesOf } from '@/clients/attachments/chosen-files';
import { localFilesOf } from '@/clients/attachments/local-files';
import { dropShared, takeShared } from '@/clients/attachments/shared-files';
import type { Client } from '../connection/client-provider';
import { addFiles } from './add-files';

type With = Pick<Client, 'storage'>;

/** Adds the files that another app shares under an id to the message that is being written in a view, by its key. */
export async function addShared(
  { storage }: With,
  { id, view, maxBytes }: { id: string; view: string; maxBytes: number },
): Promise<void> {
  const { files, left } = await takeShared(storage, id);
  const [chosen, local] = [chosenFilesOf(storage), localFilesOf(storage)];
  const added = addFiles(files, { view, chosen, local, maxBytes });
  chosen.change(view, (now) => ({ ...now, problems: [...now.problems, ...left] }));
  await added;
}

/** Deletes the files that another app shares, because the user chooses no conversation. */
export const forgetShared = ({ storage }: With): Promise<void> => dropShared(storage);
