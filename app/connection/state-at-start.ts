import { reduce } from '@/clients/state/reduce';
import { type FirstState, initialState, type State, type You } from '@/clients/state/state';

/** What this tab has shown first: after Back and Forward the router gives the same page again, which is old by then. */
const shown = new WeakSet<FirstState>();

/** Notes that the tab shows what the server wrote into the page. */
export function noteShown(first: FirstState | null): void {
  if (first) shown.add(first);
}

/**
 * Returns the state of the page before it is connected: `kept` by this browser, or none, with what the server wrote into
 * the page (`first`), unless the tab has shown that before.
 */
export function stateAtStart({
  you,
  first,
  kept,
}: {
  you: You;
  first: FirstState | null;
  kept?: State | undefined;
}): State {
  const state = kept ?? initialState(you);
  return first && !shown.has(first) ? reduce(state, { type: 'first', first }) : state;
}
