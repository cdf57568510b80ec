import type { ChosenFiles } from '@/clients/attachments/chosen-files';
import type { LocalFiles } from '@/clients/attachments/local-files';
import { MAX_ATTACHMENTS } from '@/protocol/attachments';
import { newClientId } from '../connection/client-provider';
import { prepareFile } from './prepare';

interface Options {
  /** The key of the view. */
  view: string;
  chosen: ChosenFiles;
  local: LocalFiles;
  /** The largest file in bytes. */
  maxBytes: number;
}

/** Adds files to those chosen for a message, one after another, because a large photo takes much memory. */
export async function addFiles(files: readonly File[], { view, chosen, local, maxBytes }: Options) {
  const { files: before, preparing } = chosen.of(view);
  const room = Math.max(0, MAX_ATTACHMENTS - before.length - preparing);
  const taken = files.slice(0, room);
  const left = files.slice(room);
  const problems = left.map(({ name }) => ({ name, problem: 'many' as const }));
  chosen.change(view, (now) => ({ ...now, problems }));
  const end = chosen.prepare(view, taken.length);
  for (const file of taken) {
    const prepared = await prepareFile(file, maxBytes);
    if (typeof prepared === 'string') {
      end((now) => ({ problems: [...now.problems, { name: file.name, problem: prepared }] }));
      continue;
    }
    const key = newClientId();
    local.hold(key, prepared.file);
    const { name, photo, file: blob } = prepared;
    end((now) => ({ files: [...now.files, { key, name, bytes: blob.size, ...(photo && { photo }) }] }));
  }
}
