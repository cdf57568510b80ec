import type { Chosen, ChosenFiles } from '@/clients/attachments/chosen-files';
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
  const change = (by: (before: Chosen) => Partial<Chosen>) =>
    chosen.change(view, (before) => ({ ...before, ...by(before) }));
  const { files: before, preparing } = chosen.of(view);
  const room = Math.max(0, MAX_ATTACHMENTS - before.length - preparing);
  const taken = files.slice(0, room);
  const left = files.slice(room);
  change(({ preparing: now }) => ({
    preparing: now + taken.length,
    problems: left.map(({ name }) => ({ name, problem: 'many' })),
  }));
  for (const file of taken) {
    const prepared = await prepareFile(file, maxBytes);
    if (typeof prepared === 'string') {
      change(({ preparing: now, problems }) => ({
        preparing: now - 1,
        problems: [...problems, { name: file.name, problem: prepared }],
      }));
      continue;
    }
    const key = newClientId();
    local.hold(key, prepared.file);
    const { name, photo, file: blob } = prepared;
    change(({ preparing: now, files: some }) => ({
      preparing: now - 1,
      files: [...some, { key, name, bytes: blob.size, ...(photo && { photo }) }],
    }));
  }
}
