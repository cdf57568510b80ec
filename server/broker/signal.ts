import type { BrokerLog } from './broker';

/** Listeners of one kind of happening. */
export interface Signal<T> {
  listen(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** A listener that throws is logged and stops neither the others nor the connection it was called from. */
export function createSignal<T>(log: BrokerLog): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    listen(listener) {
      // A wrapper of its own, so that the same function given twice is called, and removed, twice.
      const own = (value: T) => listener(value);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    emit(value) {
      for (const listener of listeners) guarded(log, () => listener(value));
    },
  };
}

/** Runs what others gave us to call. */
export function guarded(log: BrokerLog, call: () => void): void {
  try {
    call();
  } catch (error) {
    log.error({ err: error }, 'a listener of the broker failed');
  }
}
