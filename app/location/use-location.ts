'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { RequestRefused } from '@/clients/connection/request';
import { useQuad, useQuadState } from '../connection/quad-provider';
import { type Fix, hasMoved, reportDueIn } from './report-schedule';

/** Where positions come from in this tab. */
type Source = { kind: 'none' } | { kind: 'device' } | { kind: 'point'; latitude: number; longitude: number };

/** Why there is no position although one is wanted. */
export type Trouble = 'denied' | 'unavailable' | 'unsupported' | 'implausible' | null;

/** Metres: a tap on the map means about that place. */
const POINT_ACCURACY = 10;
const KEY = 'quad.location';

export interface Location {
  source: Source;
  fix: Fix | null;
  trouble: Trouble;
  /** Asks the browser for permission when it has not been given: only ever call it from a tap. */
  followDevice(): void;
  putAt(latitude: number, longitude: number): void;
  /** This device counts from now on, although another moved last. From a tap, too: it may have to ask. */
  takeOver(): void;
  stop(): void;
}

/**
 * Follows the device, or a chosen point, while the page is visible, and reports it while sharing is on. The
 * position itself stays in this tab and on its way to the server.
 */
export function useLocation(): Location {
  const { ask, dispatch } = useQuad();
  const sharing = useQuadState((state) => state.place?.sharing ?? false);
  const ready = useQuadState((state) => state.link.state === 'ready');
  const [source, setSource] = useState<Source>({ kind: 'none' });
  const [fix, setFix] = useState<Fix | null>(null);
  const [trouble, setTrouble] = useState<Trouble>(null);
  /** What the person chose to do here counts; what a device finds by itself, only if it moved. */
  const take = useRef<object | null>(null);
  const [takes, setTakes] = useState(0);

  const choose = useCallback((next: Source) => {
    setSource(next);
    setTrouble(null);
    setFix(null);
    sessionStorage.setItem(KEY, JSON.stringify(next));
  }, []);

  // After a reload: go on as before, but never ask for permission without a tap.
  useEffect(() => {
    void remembered().then((source) => source && setSource(source));
  }, []);

  useEffect(() => {
    if (!sharing || source.kind === 'none') return;
    if (source.kind === 'point') {
      const { latitude, longitude } = source;
      setFix({ latitude, longitude, accuracy: POINT_ACCURACY, at: Date.now() });
      return;
    }
    return watch(
      (next) => {
        setFix(next);
        setTrouble(null);
      },
      (problem) => setTrouble(problem),
    );
  }, [sharing, source]);

  const sent = useRef<(Fix & { sentAt: number }) | null>(null);
  /** The report under way: the next waits for its answer, so that the server takes them in the order of the person. */
  const underWay = useRef<Promise<unknown>>(Promise.resolve());
  /** Milliseconds since 1970: the server refused a report and takes none before. */
  const notBefore = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what starts it anew
  useEffect(() => {
    sent.current = null;
    notBefore.current = 0;
  }, [sharing, source]);
  // A new connection may be to a node that has never heard of us: it hears at once, and whether we moved since.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these make a report due
  useEffect(() => {
    if (sent.current) sent.current.sentAt = Number.NEGATIVE_INFINITY;
  }, [ready, takes]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `takes` makes a report due
  useEffect(() => {
    if (!fix || !ready || !sharing) return;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const plan = (wait: number) => {
      // A report may be answered after another position took over from this one.
      if (!over) timer = setTimeout(report, wait);
    };
    const report = async () => {
      // A hidden page reports nothing: its place expires, as the explanation says.
      if (document.visibilityState === 'hidden') return plan(15_000);
      await underWay.current;
      if (over) return;
      const taken = take.current;
      const still = sent.current !== null && !hasMoved(sent.current, fix);
      const mine = { ...fix, sentAt: Date.now() };
      sent.current = mine;
      const { latitude, longitude, accuracy } = fix;
      try {
        const answer = ask('update_coordinates', {
          latitude,
          longitude,
          accuracy,
          ...(still && { still }),
          ...(taken && { take: true }),
        });
        underWay.current = answer.catch(() => {});
        const { place } = await answer;
        if (take.current === taken) take.current = null;
        dispatch({ type: 'place', place });
        setTrouble((was) => (was === 'implausible' ? null : was));
      } catch (error) {
        if (!(error instanceof RequestRefused) || sent.current !== mine) return;
        if (error.code === 'implausible_movement') setTrouble('implausible');
        if (error.code !== 'not_located') {
          // Not taken: whatever position is the newest by then is told as soon as one will be.
          sent.current = null;
          notBefore.current = Date.now() + Math.max(error.retryAfter, 15) * 1000;
          return setTakes((n) => n + 1);
        }
      }
      plan(due());
    };
    const due = () => Math.max(reportDueIn(sent.current, fix, Date.now()), notBefore.current - Date.now());
    plan(due());
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [fix, ready, sharing, ask, dispatch, takes]);

  return {
    source,
    fix: sharing ? fix : null,
    trouble: sharing ? trouble : null,
    followDevice: () => {
      take.current = {};
      choose({ kind: 'device' });
    },
    putAt(latitude, longitude) {
      take.current = {};
      choose({ kind: 'point', latitude, longitude });
    },
    takeOver() {
      take.current = {};
      if (source.kind === 'none') choose({ kind: 'device' });
      setTakes((n) => n + 1);
    },
    stop: () => choose({ kind: 'none' }),
  };
}

async function remembered(): Promise<Source | null> {
  let stored: Source | null = null;
  try {
    stored = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Source | null;
  } catch {
    // Damaged: as if there were none.
  }
  if (stored?.kind === 'point') return stored;
  // The query never asks the person; browsers without it just wait for a tap.
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  return permission?.state === 'granted' && stored?.kind !== 'none' ? { kind: 'device' } : null;
}

/** Follows the device while the page is visible. Returns how to stop. */
function watch(take: (fix: Fix) => void, fail: (trouble: Trouble) => void): () => void {
  if (!('geolocation' in navigator) || !isSecureContext) {
    fail('unsupported');
    return () => {};
  }
  let id: number | null = null;
  const stop = () => {
    if (id !== null) navigator.geolocation.clearWatch(id);
    id = null;
  };
  const start = () => {
    if (document.visibilityState === 'hidden') return stop();
    id ??= navigator.geolocation.watchPosition(
      ({ coords: { latitude, longitude, accuracy }, timestamp }) => {
        take({ latitude, longitude, accuracy, at: timestamp });
      },
      (error) => fail(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 },
    );
  };
  start();
  document.addEventListener('visibilitychange', start);
  return () => {
    document.removeEventListener('visibilitychange', start);
    stop();
  };
}
