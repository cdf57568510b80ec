'use client';

import { type LatLng, type LatLngBounds, latLng, latLngBounds, point } from 'leaflet';
import { useCallback, useEffect, useRef } from 'react';
import type { Point } from './directions';
import { useMap } from './leaflet';
import { paddingOf } from './use-covered';

/** Metres from the centre of the campus beyond which the map shows the campus alone. */
const FAR = 3_000;
const NO_BOUNDS = latLngBounds([]);
/** Milliseconds without a change of the sheet's size after which the map is fitted again. */
const GROWN_MS = 200;

/**
 * Returns the function that shows the whole campus, with the user if that is near, between what lies over the map. The
 * map stays around the campus afterwards, unless `free`.
 */
export function useShowCampus(
  bounds: LatLngBounds,
  fix: Point | null,
  free = false,
): (animate: boolean) => void {
  const map = useMap();
  const isFree = useRef(free);
  isFree.current = free;
  const latest = useRef(fix);
  latest.current = fix;
  return useCallback(
    (animate) => {
      const shown = latLngBounds(bounds.getSouthWest(), bounds.getNorthEast());
      const here = latest.current && latLng(latest.current.latitude, latest.current.longitude);
      if (here && bounds.getCenter().distanceTo(here) <= FAR) shown.extend(here);
      map.setMinZoom(0);
      map.setMaxBounds(NO_BOUNDS);
      // Wider than the campus, and all that is in sight then: what lies over the map takes room from the campus.
      if (!isFree.current)
        map.once('moveend', () => map.setMaxBounds(shown.pad(1).extend(map.getBounds().pad(0.25))));
      const { paddingTopLeft, paddingBottomRight } = paddingOf(map.getContainer());
      map.fitBounds(shown, { paddingTopLeft, paddingBottomRight, animate });
      if (isFree.current) return;
      const padding = point(paddingTopLeft).add(paddingBottomRight);
      // Half a step farther out shows the campus with some space around it, and never a map of nothing.
      map.setMinZoom(Math.max(0, map.getBoundsZoom(shown, false, padding) - 0.5));
    },
    [map, bounds],
  );
}

/**
 * Shows the whole campus when the user chooses one, and again once when the user's position is first known. Later
 * positions do not move the map, so that the user can move it. A map that the user has not moved shows the campus again
 * when its size changes, or that of the sheet over it.
 */
export function FitTo({ bounds, fix, free }: { bounds: LatLngBounds; fix: Point | null; free?: boolean }) {
  const map = useMap();
  const showCampus = useShowCampus(bounds, fix, free);
  /** What the map showed when it last showed the campus; null while it has no size. */
  const shown = useRef<{ centre: LatLng; zoom: number } | null>(null);
  // A new choice of position has none for a moment.
  const everKnown = useRef(false);
  everKnown.current ||= fix !== null;
  const known = everKnown.current;

  const show = useCallback(() => {
    shown.current = null;
    if (map.getSize().x === 0) return;
    showCampus(false);
    shown.current = { centre: map.getCenter(), zoom: map.getZoom() };
  }, [map, showCampus]);

  // Leaflet notices only a new size of the window. The size of the map's element also changes with the layout, and the
  // sheet at rest grows with the first answers of the server.
  useEffect(() => {
    const container = map.getContainer();
    const sheet = container.closest('[data-map-frame]')?.querySelector<HTMLElement>('.sheet');
    const fit = () => {
      const before = shown.current;
      const moved =
        before && (map.getZoom() !== before.zoom || map.getCenter().distanceTo(before.centre) > 5);
      map.invalidateSize();
      if (!moved) show();
    };
    let timer: ReturnType<typeof setTimeout>;
    const resized = new ResizeObserver((entries) => {
      clearTimeout(timer);
      if (entries.some(({ target }) => target === container)) fit();
      else if (sheet?.dataset.height === 'low') timer = setTimeout(fit, GROWN_MS);
    });
    resized.observe(container);
    if (sheet) resized.observe(sheet);
    return () => {
      clearTimeout(timer);
      resized.disconnect();
    };
  }, [map, show]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first position shows the campus again
  useEffect(show, [show, known]);

  return null;
}
