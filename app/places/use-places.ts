'use client';

import { useEffect, useMemo, useState } from 'react';
import { fetchPlaces, type Places } from './places';

export interface PlacesState {
  places: Places | null;
  failed: boolean;
  retry(): void;
  /** Returns a building's name; undefined while unknown. */
  nameOf(buildingId: string): string | undefined;
}

/** Returns the campuses and buildings, fetched once and again on `retry`. */
export function usePlaces(): PlacesState {
  const [places, setPlaces] = useState<Places | null>(null);
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round fetches again
  useEffect(() => {
    const stop = new AbortController();
    fetchPlaces(stop.signal).then(setPlaces, () => {
      if (!stop.signal.aborted) setFailed(true);
    });
    return () => stop.abort();
  }, [round]);

  return useMemo(() => {
    const names = new Map(places?.buildings.map((building) => [building.id, building.name]));
    const retry = () => {
      setFailed(false);
      setRound((n) => n + 1);
    };
    return { places, failed, retry, nameOf: (id) => names.get(id) };
  }, [places, failed]);
}
