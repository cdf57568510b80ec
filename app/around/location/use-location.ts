'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { RequestRefused } from '@/clients/connection/request';
import { useClient, useClientState } from '../../connection/client-provider';
import { type Fix, hasMoved, positionReportDueIn } from './position-report-schedule';

/** The source of positions in this tab. */
type Source = { kind: 'none' } | { kind: 'device' } | { kind: 'point'; latitude: number; longitude: number };

/** Why there is no position although sharing is on. */
export type Trouble = 'denied' | 'unavailable' | 'unsupported' | 'implausible' | null;

/** The accuracy of a point chosen on the map, in metres. */
const POINT_ACCURACY = 10;
const KEY = 'quad.location';

export interface Location {
  source: Source;
  fix: Fix | null;
  trouble: Trouble;
  /** Follows the device. The browser may ask for permission, so call it from a tap only. */
  followDevice(): void;
  putAt(latitude: number, longitude: number): void;
  /**
   * Makes this device the one whose position counts. Call it from a tap only, since the browser may ask for
   * permission.
   */
  takeOver(): void;
  stop(): void;
}

/**
 * Follows the device, or a chosen point, while the page is visible, and reports it while sharing is on. Returns the
 * position, its source, and functions to change them. The position stays in this tab and in the reports to the
 * server.
 */
export function useLocation(): Location {
  const { ask, dispatch } = useClient();
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const ready = useClientState((state) => state.link.state === 'ready');
  const [source, setSource] = useState<Source>({ kind: 'none' });
  const [fix, setFix] = useState<Fix | null>(null);
  const [trouble, setTrouble] = useState<Trouble>(null);
  /** Set by a choice of the user: the next report then makes this device count although it has not moved. */
  const take = useRef<object | null>(null);
  const [takes, setTakes] = useState(0);

  const choose = useCallback((next: Source) => {
    setSource(next);
    setTrouble(null);
    setFix(null);
    sessionStorage.setItem(KEY, JSON.stringify(next));
  }, []);

  // After a reload it goes on as before, without asking for permission, which needs a tap.
  useEffect(() => {
    void restoreSource().then((source) => source && setSource(source));
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
  /** The current report. The next waits for its answer, so that the server receives them in order. */
  const underWay = useRef<Promise<unknown>>(Promise.resolve());
  /** No report is sent before this time, after a refusal. Milliseconds since 1970. */
  const notBefore = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: their changes restart it
  useEffect(() => {
    sent.current = null;
    notBefore.current = 0;
  }, [sharing, source]);
  // A new connection may be to a node that does not know this device: it reports at once, and says whether it moved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: their changes make a report due
  useEffect(() => {
    if (sent.current) sent.current.sentAt = Number.NEGATIVE_INFINITY;
  }, [ready, takes]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `takes` makes a report due
  useEffect(() => {
    if (!fix || !ready || !sharing) return;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const plan = (wait: number) => {
      // A report can be answered after a newer position replaced its position.
      if (!over) timer = setTimeout(report, wait);
    };
    const report = async () => {
      // A hidden page reports nothing: its location expires, as the dialog explains.
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
          // Refused: the newest position is reported once the server accepts reports again.
          sent.current = null;
          notBefore.current = Date.now() + Math.max(error.retryAfter, 15) * 1000;
          return setTakes((n) => n + 1);
        }
      }
      plan(due());
    };
    const due = () =>
      Math.max(positionReportDueIn(sent.current, fix, Date.now()), notBefore.current - Date.now());
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

async function restoreSource(): Promise<Source | null> {
  let stored: Source | null = null;
  try {
    stored = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Source | null;
  } catch {
    // Invalid: treated as missing.
  }
  if (stored?.kind === 'point') return stored;
  // The query never prompts the user; browsers without it wait for a tap.
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  return permission?.state === 'granted' && stored?.kind !== 'none' ? { kind: 'device' } : null;
}

/** Follows the device while the page is visible. Returns the function that stops it. */
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
