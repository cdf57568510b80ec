'use client';

import { createContext, type ReactNode, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import { addressOfRoute, type Route, readRoute } from './route';

interface Navigation {
  route: Route;
  /** How often somebody went to what was shown already. */
  again: number;
  /** Shows something else; the browser's Back leads to what was shown before. */
  go(part: Partial<Route>): void;
  /** The same, in place of what is shown now. */
  swap(part: Partial<Route>): void;
  /** Back to what was shown before; where there was nothing, to what `part` says. */
  back(part: Partial<Route>): void;
}

const Context = createContext<Navigation | null>(null);
const WENT = 'quad:went';

/** The page's address says what it shows, and changes without asking the server. `search`: the query it came with. */
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

/** How many steps of this page one can go back. */
function depth(): number {
  const { quad } = (history.state ?? {}) as { quad?: unknown };
  return typeof quad === 'number' ? quad : 0;
}
