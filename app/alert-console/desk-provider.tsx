'use client';

import { useSearchParams } from 'next/navigation';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { AlertRole } from '@/protocol/alert-kinds';
import type { WireConsole, WireTemplate } from '@/protocol/alerts';
import { useConsoleChanges } from '../connection/client-provider';
import { type PlacesState, usePlaces } from '../places/use-places';
import { overlayHistory } from '../ui/overlay-history';
import { get } from '../ui/post';
import type { Problem } from '../ui/problem-line';
import { type DeskRoute, readRoute, urlOf } from './desk-route';

interface Desk {
  console: WireConsole;
  templates: readonly WireTemplate[];
  places: PlacesState;
  tileUrl: string;
  /** When the console was last read, in milliseconds since 1970, and why it could not be read since. */
  readAt: number;
  problem: Problem | null;
  route: DeskRoute;
  go(route: DeskRoute): void;
  /** Reads the console again. */
  refresh(): Promise<void>;
  refreshTemplates(): Promise<void>;
  /** Returns whether the officer has one of these rights, for any place. */
  has(...roles: AlertRole[]): boolean;
}

const Context = createContext<Desk | null>(null);

/** Milliseconds between two readings: numbers of reached people come without an event. */
const EVERY_MS = { active: 5_000, quiet: 30_000 };

interface Props {
  first: WireConsole;
  templates: readonly WireTemplate[];
  tileUrl: string;
  children: ReactNode;
}

/** Provides what the console shows: read again at each change, and every few seconds while an alert is active. */
export function DeskProvider({ first, templates: firstTemplates, tileUrl, children }: Props) {
  const { console, readAt, problem, refresh } = useConsole(first);
  const [templates, setTemplates] = useState(firstTemplates);
  const places = usePlaces();
  const query = useSearchParams();
  const route = useMemo(() => readRoute(query), [query]);
  const every = console.alerts.some(({ alert }) => alert.active) ? EVERY_MS.active : EVERY_MS.quiet;

  useConsoleChanges(refresh);
  useEffect(() => {
    const visible = () => document.visibilityState === 'visible' && void refresh();
    const timer = setInterval(visible, every);
    document.addEventListener('visibilitychange', visible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', visible);
    };
  }, [every, refresh]);

  const refreshTemplates = useCallback(async () => {
    const answer = await get('/api/v1/alert-templates');
    if (answer.ok) setTemplates(answer.body);
  }, []);
  const desk = useMemo<Desk>(
    () => ({
      console,
      templates,
      places,
      tileUrl,
      readAt,
      problem,
      route,
      go: (next) =>
        overlayHistory().settled(() => {
          history.pushState(null, '', urlOf(next));
          scrollTo(0, 0);
        }),
      refresh,
      refreshTemplates,
      has: (...roles) => console.grants.some(({ role }) => roles.includes(role)),
    }),
    [console, templates, places, tileUrl, readAt, problem, route, refresh, refreshTemplates],
  );
  return <Context value={desk}>{children}</Context>;
}

/** Returns the console of this page. Throws outside `DeskProvider`. */
export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error('useDesk needs a DeskProvider');
  return desk;
}

/** Returns the console as last read, and the function that reads it. Calls during a reading share one more. */
function useConsole(first: WireConsole) {
  const [read, setRead] = useState(() => ({ console: first, readAt: Date.now() }));
  const [problem, setProblem] = useState<Problem | null>(null);
  const reading = useRef<Promise<void> | null>(null);
  const again = useRef(false);
  const refresh = useCallback(() => {
    again.current = true;
    reading.current ??= (async () => {
      while (again.current) {
        again.current = false;
        const answer = await get('/api/v1/alert-console');
        setProblem(answer.ok ? null : answer);
        if (answer.ok) setRead({ console: answer.body, readAt: Date.now() });
      }
    })().finally(() => {
      reading.current = null;
    });
    return reading.current;
  }, []);
  return { ...read, problem, refresh };
}
