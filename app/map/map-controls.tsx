'use client';

import type { LatLngBounds } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { CampusIcon, ListIcon, ZoomInIcon, ZoomOutIcon } from '../ui/later-icons';
import type { Point } from './directions';
import { useShowCampus } from './fit-to';
import { ownClicks, useMap } from './leaflet';

interface Props {
  bounds: LatLngBounds;
  fix: Point | null;
  /** Whether the map may leave the campus. */
  free?: boolean;
  /** Whether the list of places is open; without `onList` the map has none. */
  listed?: boolean;
  onList?: () => void;
}

/** Shows the buttons of the map: the list of places, back to the campus, and the zoom. */
export function MapControls({ bounds, fix, free, listed, onList }: Props) {
  const t = useTranslations('map');
  const map = useMap();
  const show = useShowCampus(bounds, fix, free);
  const [zoom, setZoom] = useState(map.getZoom());
  useEffect(() => {
    const changed = () => setZoom(map.getZoom());
    map.on('zoomend zoomlevelschange', changed);
    return () => {
      map.off('zoomend zoomlevelschange', changed);
    };
  }, [map]);
  return (
    <div ref={ownClicks} data-over-map className="map-controls floating">
      {onList && (
        <button
          type="button"
          aria-expanded={listed}
          aria-label={t('list')}
          title={t('list')}
          onClick={onList}
        >
          <ListIcon />
        </button>
      )}
      <button type="button" aria-label={t('back')} title={t('back')} onClick={() => show(true)}>
        <CampusIcon />
      </button>
      <button
        type="button"
        aria-label={t('zoomIn')}
        title={t('zoomIn')}
        disabled={zoom >= map.getMaxZoom()}
        onClick={() => map.zoomIn()}
      >
        <ZoomInIcon />
      </button>
      <button
        type="button"
        aria-label={t('zoomOut')}
        title={t('zoomOut')}
        disabled={zoom <= map.getMinZoom()}
        onClick={() => map.zoomOut()}
      >
        <ZoomOutIcon />
      </button>
    </div>
  );
}
