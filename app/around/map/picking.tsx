'use client';

import type { LeafletMouseEvent } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { ownClicks, useMap } from '../../map/leaflet';

interface Props {
  active: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onCancel: () => void;
}

/** Lets the user choose a point by a tap, or with the arrow keys, which move the map under a cross, and Enter. */
export function Picking({ active, onPicked, onCancel }: Props) {
  const t = useTranslations('map');
  const map = useMap();
  const latest = useRef({ onPicked, onCancel });
  latest.current = { onPicked, onCancel };

  const take = ({ lat, lng }: { lat: number; lng: number }) => {
    // The map repeats around the world; a longitude does not.
    latest.current.onPicked(lat, ((((lng + 180) % 360) + 360) % 360) - 180);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads only what is latest
  useEffect(() => {
    if (!active) return;
    const container = map.getContainer();
    // Runs after a closing dialog has returned the focus.
    const frame = requestAnimationFrame(() => container.focus({ preventScroll: true }));
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape') latest.current.onCancel();
      // Enter on a button of the map activates that button.
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
