'use client';

import { DomEvent, type LeafletMouseEvent } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useMap } from './leaflet';

interface Props {
  active: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onCancel: () => void;
}

/** Choosing a point: a tap on it; or the arrow keys move the map under a cross, and Enter takes what is there. */
export function Picking({ active, onPicked, onCancel }: Props) {
  const t = useTranslations('map');
  const map = useMap();
  const latest = useRef({ onPicked, onCancel });
  latest.current = { onPicked, onCancel };

  const take = ({ lat, lng }: { lat: number; lng: number }) => {
    // The map goes round and round; a longitude does not.
    latest.current.onPicked(lat, ((((lng + 180) % 360) + 360) % 360) - 180);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads only what is latest
  useEffect(() => {
    if (!active) return;
    const container = map.getContainer();
    // A dialog that has just closed gives the focus back to where it was; this comes after.
    const frame = requestAnimationFrame(() => container.focus({ preventScroll: true }));
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current.onCancel();
      // Enter on a button of the map is that button's.
      if (event.key === 'Enter' && event.target === container) take(map.getCenter());
    };
    const clicked = (event: LeafletMouseEvent) => take(event.latlng);
    container.addEventListener('keydown', pressed);
    map.on('click', clicked);
    return () => {
      cancelAnimationFrame(frame);
      container.removeEventListener('keydown', pressed);
      map.off('click', clicked);
    };
  }, [active, map]);

  if (!active) return null;
  return (
    <div className="pointer-events-none absolute inset-0 z-[1000]">
      <span aria-hidden="true" className="map-cross" />
      <div
        ref={ownClicks}
        className="pointer-events-auto absolute inset-x-2 bottom-2 rounded-lg bg-card p-2 text-center text-sm shadow-lg"
      >
        <p role="status">{t('pick')}</p>
        <button type="button" className="button button-primary mt-1" onClick={() => take(map.getCenter())}>
          {t('pickCentre')}
        </button>
      </div>
    </div>
  );
}

/**
 * Keeps the map from taking a click here for a tap on itself. The map listens on an element inside the page's root, where
 * React listens: stopping the event in React's handler would be too late.
 */
function ownClicks(panel: HTMLElement | null): void {
  if (panel) DomEvent.disableClickPropagation(panel);
}
