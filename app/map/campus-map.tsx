'use client';

import 'leaflet/dist/leaflet.css';
import './map.css';
import { type LatLngBounds, latLngBounds } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Circle, CircleMarker, MapContainer, TileLayer, ZoomControl } from 'react-leaflet';
import type { Building } from '../place/places';
import type { Fix } from '../place/reporting';
import { Buildings } from './buildings';
import { FitTo } from './fit-to';
import { Picking } from './picking';

export interface CampusMapProps {
  /** Of the campus that is shown. */
  buildings: Building[];
  elsewhere: Building[];
  fix: Fix | null;
  /** Metres; null draws none. */
  range: number | null;
  buildingId: string | null;
  tileUrl: string;
  picking: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onCancel: () => void;
}

/** Buildings drawn from our own outlines, your position with its accuracy, and your range. Nothing of others is on it. */
export function CampusMap({
  buildings,
  elsewhere,
  fix,
  range,
  buildingId,
  tileUrl,
  picking,
  onPicked,
  onCancel,
}: CampusMapProps) {
  const t = useTranslations('map');
  const bounds = useMemo(() => boundsOf(buildings), [buildings]);
  const all = useMemo(() => [...buildings, ...elsewhere], [buildings, elsewhere]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would need a heading of its own here
    <div role="region" aria-label={t('label')} className="h-full">
      <MapContainer
        bounds={bounds}
        zoomControl={false}
        attributionControl={false}
        zoomSnap={0.5}
        minZoom={3}
        maxZoom={20}
        className={`h-full ${picking ? 'map-picking' : ''}`}
      >
        {tileUrl && <TileLayer url={tileUrl} />}
        <ZoomControl zoomInTitle={t('zoomIn')} zoomOutTitle={t('zoomOut')} position="topright" />
        <Buildings buildings={all} buildingId={buildingId} />
        {fix && (
          <>
            {range !== null && (
              <Circle
                center={[fix.latitude, fix.longitude]}
                radius={range}
                className="map-range"
                interactive={false}
              />
            )}
            <Circle
              center={[fix.latitude, fix.longitude]}
              radius={fix.accuracy}
              className="map-accuracy"
              interactive={false}
            />
            <CircleMarker
              center={[fix.latitude, fix.longitude]}
              radius={7}
              className="map-you"
              interactive={false}
            />
          </>
        )}
        <FitTo bounds={bounds} fix={fix} />
        <Picking active={picking} onPicked={onPicked} onCancel={onCancel} />
      </MapContainer>
    </div>
  );
}

/** Around all buildings that have a place; a view of the whole world where none has. */
function boundsOf(buildings: Building[]): LatLngBounds {
  const centres = buildings.flatMap(({ latitude, longitude }): [number, number][] =>
    latitude === null || longitude === null ? [] : [[latitude, longitude]],
  );
  if (centres.length === 0) return latLngBounds([-60, -170], [70, 170]);
  return latLngBounds(centres).pad(0.15);
}
