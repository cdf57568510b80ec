'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { type Chosen, chosenFilesOf } from '@/clients/attachments/chosen-files';
import { localFilesOf } from '@/clients/attachments/local-files';
import type { UnsentFile } from '@/clients/state/outgoing';
import { useClient } from '../connection/client-provider';
import { addFiles } from './add-files';

export interface ChosenFilesOfView extends Chosen {
  add(files: readonly File[]): void;
  /** Returns the files and takes them away, because a message carries them. */
  take(): readonly UnsentFile[];
  remove(key: string): void;
  /** Sets what a file shows, in one line; an empty text removes it. */
  describe(key: string, description: string): void;
}

/** Returns the files that are chosen for a message in a view, and the functions that change them. */
export function useChosenFiles(view: string, maxBytes: number): ChosenFilesOfView {
  const { storage } = useClient();
  const chosen = chosenFilesOf(storage);
  const local = localFilesOf(storage);
  const now = useSyncExternalStore(
    chosen.subscribe,
    () => chosen.of(view),
    () => chosen.of(view),
  );
  return useMemo(
    () => ({
      ...now,
      add: (files) => void addFiles(files, { view, chosen, local, maxBytes }),
      take: () => chosen.take(view),
      remove(key) {
        local.drop(key);
        chosen.change(view, (before) => ({
          ...before,
          problems: [],
          files: before.files.filter((file) => file.key !== key),
        }));
      },
      describe(key, text) {
        const description = text.trim().replace(/\s+/g, ' ');
        chosen.change(view, (before) => ({
          ...before,
          files: before.files.map((file) => {
            const { description: _, ...rest } = file;
            return file.key === key ? { ...rest, ...(description && { description }) } : file;
          }),
        }));
      },
    }),
    [now, view, chosen, local, maxBytes],
  );
}
