'use client';

import { createContext, type ReactNode, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import { overlayHistory } from '../ui/overlay-history';
import { type Route, readRoute, urlOfRoute } from './page-route';

interface Navigation {
  route: Route;
  /** The number of times that `push` was called with the current route. */
  reopenCount: number;
  /** Shows another route; the browser's Back leads to the current one. */
  push(part: Partial<Route>): void;
  /** Replaces the current route. */
  replace(part: Partial<Route>): void;
  /** Goes back to the previous route, or replaces the current one by `part` when there is none. */
  back(part: Partial<Route>): void;
}

const Context = createContext<Navigation | null>(null);
/** The event that reports a change by `push` or `replace`, for which browsers have none. */
const ROUTE_CHANGED = 'quad:route-changed';

/**
 * Provides the route, which is the page's URL and changes without a request to the server. `search` is the query
 * that the page was loaded with.
 */
export function NavigationProvider({ search, children }: { search: string; children: ReactNode }) {
  const currentSearch = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => search,
  );
  const [reopenCount, setReopenCount] = useState(0);
  const navigation = useMemo<Navigation>(() => {
    const route = readRoute(currentSearch);
    const urlWith = (part: Partial<Route>) =>
      urlOfRoute({ ...route, seq: null, details: false, alert: null, ...part });
    const set = (method: 'pushState' | 'replaceState', state: object, url: string) => {
      history[method](state, '', url);
      dispatchEvent(new Event(ROUTE_CHANGED));
    };
    const replace = (part: Partial<Route>) =>
      overlayHistory().settled(() => set('replaceState', { ...history.state, quad: depth() }, urlWith(part)));
    return {
      route,
      reopenCount,
      replace,
      push(part) {
        const url = urlWith(part);
        if (url === urlOfRoute(route)) return setReopenCount(reopenCount + 1);
        const { settled, isOverlay } = overlayHistory();
        // The route takes the place of the overlay that leads to it.
        settled(() => set(isOverlay() ? 'replaceState' : 'pushState', { quad: depth() + 1 }, url));
      },
      back(part) {
        if (depth() > 0) overlayHistory().settled(() => history.back());
        else replace(part);
      },
    };
  }, [currentSearch, reopenCount]);
  return <Context value={navigation}>{children}</Context>;
}

/** Returns the route and the functions that change it. Throws outside `NavigationProvider`. */
export function useNavigation(): Navigation {
  const navigation = useContext(Context);
  if (!navigation) throw new Error('useNavigation needs a NavigationProvider');
  return navigation;
}

function subscribe(onChange: () => void): () => void {
  addEventListener('popstate', onChange);
  addEventListener(ROUTE_CHANGED, onChange);
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener(ROUTE_CHANGED, onChange);
  };
}

/** Returns the number of history entries of this page before the current one. */
function depth(): number {
  const { quad } = (history.state ?? {}) as { quad?: unknown };
  return typeof quad === 'number' ? quad : 0;
}
