'use client';

import { useEffect, useMemo, useState } from 'react';
import { useClient } from '../connection/client-provider';
import { fetchPlaces, type Places } from './places';

export interface PlacesState {
  places: Places | null;
  failed: boolean;
  retry(): void;
  /** Returns a building's name; undefined while unknown. */
  nameOf(buildingId: string): string | undefined;
}

/** The kind and the key under which a browser keeps the places. */
const PLACES = 'places';

/** Returns the campuses and buildings, fetched once and again on `retry`. */
export function usePlaces(): PlacesState {
  const { storage } = useClient();
  const [places, setPlaces] = useState<Places | null>(null);
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round fetches again
  useEffect(() => {
    const stop = new AbortController();
    let answered = false;
    // The places that this browser keeps are shown until the server answers, and without an answer.
    void storage.read(PLACES).then((kept) => {
      if (!answered && !stop.signal.aborted)
        setPlaces((now) => now ?? ((kept.get(PLACES) as Places) || null));
    });
    fetchPlaces(stop.signal).then(
      (fetched) => {
        answered = true;
        setPlaces((now) => (JSON.stringify(now) === JSON.stringify(fetched) ? now : fetched));
        void storage.write(PLACES, PLACES, fetched);
      },
      () => {
        if (!stop.signal.aborted) setFailed(true);
      },
    );
    return () => stop.abort();
  }, [round, storage]);

  return useMemo(() => {
    const names = new Map(places?.buildings.map((building) => [building.id, building.name]));
    const retry = () => {
      setFailed(false);
      setRound((n) => n + 1);
    };
    return { places, failed, retry, nameOf: (id) => names.get(id) };
  }, [places, failed]);
}
