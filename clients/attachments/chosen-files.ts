import type { BrowserStorage } from '@/clients/connection/browser-storage';
import type { UnsentFile } from '@/clients/state/outgoing';

/**
 * Why a file was not taken: its kind is refused, or the browser cannot read the image; it is too large; it is empty; the
 * message has too many.
 */
export type FileProblem = 'unsupported' | 'heic' | 'tooLarge' | 'empty' | 'many';

/** The files that are chosen for a message and not sent yet. */
export interface Chosen {
  files: readonly UnsentFile[];
  /** The number of files that are being made ready. */
  preparing: number;
  /** Why files were not taken, by their names. */
  problems: readonly { name: string; problem: FileProblem }[];
}

/** The chosen files of every conversation, by the key of its view, until they are sent or the page is closed. */
export interface ChosenFiles {
  /** The object is the same until it changes. */
  of(view: string): Chosen;
  change(view: string, change: (chosen: Chosen) => Chosen): void;
  /** Returns the files and takes them away. */
  take(view: string): readonly UnsentFile[];
  /**
   * Adds `count` files that are being made ready. Returns the function that ends one of them and changes what is chosen
   * with it: in the view that has the files by then.
   */
  prepare(view: string, count: number): (change: (chosen: Chosen) => Partial<Chosen>) => void;
  /** Moves the files, also those that are being made ready, to another view that has none. */
  move(from: string, to: string): void;
  subscribe(listener: () => void): () => void;
}

const NONE: Chosen = { files: [], preparing: 0, problems: [] };

type Storage = Pick<BrowserStorage, 'write'>;

const opened = new WeakMap<Storage, ChosenFiles>();

/** Returns the chosen files of the user of a storage; each storage has one such object. */
export function chosenFilesOf(storage: Storage): ChosenFiles {
  const chosen = opened.get(storage) ?? createChosenFiles();
  opened.set(storage, chosen);
  return chosen;
}

function createChosenFiles(): ChosenFiles {
  const chosen = new Map<string, Chosen>();
  /** Files that are being made ready, by the view of their message. */
  const preparations = new Set<{ view: string }>();
  const listeners = new Set<() => void>();
  const of = (view: string) => chosen.get(view) ?? NONE;
  function change(view: string, by: (chosen: Chosen) => Chosen) {
    chosen.set(view, by(of(view)));
    for (const listener of [...listeners]) listener();
  }
  return {
    of,
    change,
    take(view) {
      const { files } = of(view);
      change(view, ({ preparing }) => ({ ...NONE, preparing }));
      return files;
    },
    prepare(view, count) {
      const preparation = { view };
      let left = count;
      if (count > 0) preparations.add(preparation);
      change(view, (before) => ({ ...before, preparing: before.preparing + count }));
      return (by) => {
        left -= 1;
        if (left === 0) preparations.delete(preparation);
        change(preparation.view, (before) => ({ ...before, preparing: before.preparing - 1, ...by(before) }));
      };
    },
    move(from, to) {
      const moved = of(from);
      if (isEmpty(moved) || !isEmpty(of(to))) return;
      change(from, () => NONE);
      change(to, () => moved);
      for (const each of preparations) if (each.view === from) each.view = to;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const isEmpty = ({ files, preparing }: Chosen) => files.length + preparing === 0;
