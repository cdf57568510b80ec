'use client';

import { type LatLngBounds, latLng, latLngBounds } from 'leaflet';
import { useEffect, useRef } from 'react';
import type { Fix } from '../location/position-report-schedule';
import { useMap } from './leaflet';

/** Metres from the centre of the campus beyond which the map does not show both the campus and the user. */
const FAR = 3_000;

interface Props {
  bounds: LatLngBounds;
  fix: Fix | null;
}

/**
 * Shows the whole campus when the user chooses one, and the user's position once when it is first known. Later
 * positions do not move the map, so that the user can move it.
 */
export function FitTo({ bounds, fix }: Props) {
  const map = useMap();
  const shownPosition = useRef(false);

  // Leaflet notices only a new size of the window. The size of the map's element also changes with the layout.
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
      shownPosition.current = false;
      return;
    }
    if (shownPosition.current) return;
    shownPosition.current = true;
    const here = latLng(fix.latitude, fix.longitude);
    // Far from the campus a map of both would be too small to read, so it shows only the user's surroundings.
    if (bounds.getCenter().distanceTo(here) > FAR) map.setView(here, 16, { animate: false });
    else
      map.fitBounds(latLngBounds(bounds.getSouthWest(), bounds.getNorthEast()).extend(here), {
        animate: false,
      });
  }, [map, bounds, fix]);

  return null;
}
