import type { MAX_READS } from '@/protocol/fields';
import type { State } from '../state/state';
import type { Store } from './store';

/** Milliseconds for which changes are collected before they are reported; a notification waits for 2 s. */
const TOGETHER_MS = 500;
/** The maximum number of conversations of one report. */
// Only the type is imported: the value would add the parser of the whole protocol to the page.
export const MAX_REPORTED: typeof MAX_READS = 100;

/** Reports changes to the server. */
export interface Reporter {
  /** Reports now. */
  pump(): void;
  stop(): void;
}

/** Calls `report` `afterMs` after the first change of a part of the state: changes meanwhile are reported together. */
export function reportChanges({
  store,
  partOf,
  report,
  afterMs = TOGETHER_MS,
}: {
  store: Store;
  partOf: (state: State) => unknown;
  report: () => void;
  afterMs?: number;
}): Reporter {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = partOf(store.get());

  function pump() {
    clearTimeout(timer);
    timer = undefined;
    report();
  }

  const stop = store.subscribe(() => {
    const part = partOf(store.get());
    if (part === before) return;
    before = part;
    timer ??= setTimeout(pump, afterMs);
  });
  return {
    pump,
    stop() {
      clearTimeout(timer);
      stop();
    },
  };
}
