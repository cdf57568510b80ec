import { type Action, reduce } from '../state/reduce';
import type { State } from '../state/state';

export interface Store {
  get(): State;
  dispatch(action: Action): void;
  /** Calls the listener after every change. Returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** Returns a store that holds the state and notifies its listeners. */
export function createStore(initial: State): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
