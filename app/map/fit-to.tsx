'use client';

import { type LatLngBounds, latLng, latLngBounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import type { Fix } from '../location/report-schedule';
import { useMap } from './leaflet';

/** Metres. */
const FAR = 3_000;

interface Props {
  bounds: LatLngBounds;
  fix: Fix | null;
}

/**
 * Fits the map to the campus when it is chosen, and to the user at the first position; after that people move it
 * themselves.
 */
export function FitTo({ bounds, fix }: Props) {
  const map = useMap();
  const followed = useRef(false);

  // Leaflet watches the window's size only; the frame also changes with its content and its tab.
  useEffect(() => {
    const resized = new ResizeObserver(() => map.invalidateSize());
    resized.observe(map.getContainer());
    return () => resized.disconnect();
  }, [map]);

  useEffect(() => {
    map.fitBounds(bounds, { animate: false });
  }, [map, bounds]);

  useEffect(() => {
    if (!fix) {
      followed.current = false;
      return;
    }
    if (followed.current) return;
    followed.current = true;
    const here = latLng(fix.latitude, fix.longitude);
    // Not far from the campus, where one map could show neither.
    if (bounds.getCenter().distanceTo(here) > FAR) map.setView(here, 16, { animate: false });
    else
      map.fitBounds(latLngBounds(bounds.getSouthWest(), bounds.getNorthEast()).extend(here), {
        animate: false,
      });
  }, [map, bounds, fix]);

  return null;
}
