'use client';

import { createContext, type ReactNode, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import { addressOfRoute, type Route, readRoute } from './page-route';

interface Navigation {
  route: Route;
  /** How many times the route that was already shown was opened again. */
  again: number;
  /** Shows another route; the browser's Back leads to the current one. */
  go(part: Partial<Route>): void;
  /** Replaces the current route. */
  swap(part: Partial<Route>): void;
  /** Goes back to the previous route, or replaces the current one by `part` when there is none. */
  back(part: Partial<Route>): void;
}

const Context = createContext<Navigation | null>(null);
const WENT = 'quad:went';

/**
 * Provides the route, which is the page's address and changes without a request to the server. `search` is the query
 * that the page was loaded with.
 */
export function RouteProvider({ search, children }: { search: string; children: ReactNode }) {
  const now = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => search,
  );
  const [again, setAgain] = useState(0);
  const going = useMemo<Navigation>(() => {
    const route = readRoute(now);
    const to = (part: Partial<Route>) => addressOfRoute({ ...route, seq: null, details: false, ...part });
    const swap = (part: Partial<Route>) => {
      history.replaceState({ quad: depth() }, '', to(part));
      dispatchEvent(new Event(WENT));
    };
    return {
      route,
      again,
      swap,
      go(part) {
        const address = to(part);
        if (address === addressOfRoute(route)) return setAgain(again + 1);
        history.pushState({ quad: depth() + 1 }, '', address);
        dispatchEvent(new Event(WENT));
      },
      back(part) {
        if (depth() > 0) history.back();
        else swap(part);
      },
    };
  }, [now, again]);
  return <Context value={going}>{children}</Context>;
}

/** Returns the route and the functions that change it. Throws outside `RouteProvider`. */
export function useRoute(): Navigation {
  const going = useContext(Context);
  if (!going) throw new Error('useRoute is for the inside of RouteProvider');
  return going;
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(WENT, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(WENT, changed);
  };
}

/** Returns the number of history entries of this page before the current one. */
function depth(): number {
  const { quad } = (history.state ?? {}) as { quad?: unknown };
  return typeof quad === 'number' ? quad : 0;
}
