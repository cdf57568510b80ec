import type { BrokerLog } from './broker';

/** A list of listeners for one kind of event. */
export interface Signal<T> {
  listen(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/**
 * Creates a signal. An error of a listener is logged and affects neither the other listeners nor the calling
 * connection.
 */
export function createSignal<T>(log: BrokerLog): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    listen(listener) {
      // A new wrapper for each call, so that a function that was added twice is called twice and removed one by one.
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

/** Calls a callback and logs its error. */
export function guarded(log: BrokerLog, call: () => void): void {
  try {
    call();
  } catch (error) {
    log.error({ err: error }, 'a listener of the broker failed');
  }
}
