import type { BrowserStorage } from '@/clients/connection/browser-storage';

/** The bytes of files that are not sent yet, by their keys, and how much of each is uploaded. */
export interface LocalFiles {
  /** Holds a chosen file in memory, so that it can be shown and sent. */
  hold(key: string, file: Blob): void;
  /** Returns a file; null when this browser has it no more. */
  read(key: string): Promise<Blob | null>;
  /** Stores a held file, encrypted, until its message is sent. */
  keep(key: string): Promise<void>;
  /** Deletes a file. */
  drop(key: string): void;
  /** Deletes the stored files but those whose keys `keys` returns. */
  keepOnly(keys: () => Promise<Iterable<string>>): Promise<void>;
  /** Returns the uploaded part of a file, from 0 to 1. */
  progressOf(key: string): number;
  setProgress(key: string, part: number): void;
  /** Calls the listener for each change of a progress. Returns the function that ends this. */
  subscribe(listener: () => void): () => void;
}

type Storage = Pick<BrowserStorage, 'get' | 'write' | 'keepOnly'>;

const opened = new WeakMap<Storage, LocalFiles>();

/** Returns the files of a storage; each storage has one such object. */
export function localFilesOf(storage: Storage): LocalFiles {
  const files = opened.get(storage) ?? createLocalFiles(storage);
  opened.set(storage, files);
  return files;
}

function createLocalFiles(storage: Storage): LocalFiles {
  const held = new Map<string, Blob>();
  const progress = new Map<string, number>();
  const listeners = new Set<() => void>();
  return {
    hold: (key, file) => void held.set(key, file),
    async read(key) {
      const file = held.get(key);
      if (file) return file;
      const bytes = await storage.get('file', key);
      return bytes instanceof ArrayBuffer ? new Blob([bytes]) : null;
    },
    async keep(key) {
      const bytes = await held.get(key)?.arrayBuffer();
      // It may be sent by now.
      if (bytes && held.has(key)) await storage.write('file', key, bytes);
    },
    drop(key) {
      held.delete(key);
      progress.delete(key);
      void storage.write('file', key, undefined);
    },
    keepOnly: (keys) => storage.keepOnly('file', keys),
    progressOf: (key) => progress.get(key) ?? 0,
    setProgress(key, part) {
      progress.set(key, part);
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
