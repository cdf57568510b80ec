'use client';

import 'leaflet/dist/leaflet.css';
import './map.css';
import { type LatLngBounds, latLngBounds } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Building } from '../location/places';
import type { Fix } from '../location/position-report-schedule';
import { BUILDINGS_PANE, Buildings } from './buildings';
import { FitTo } from './fit-to';
import { Circle, CircleMarker, MapFrame, TileLayer, ZoomControl } from './leaflet';
import { Picking } from './picking';

/** Below the shapes of your position and range, which are at 400. */
const PANES = { [BUILDINGS_PANE]: 390 };

export interface CampusMapProps {
  /** The buildings of the shown campus. */
  buildings: Building[];
  elsewhere: Building[];
  fix: Fix | null;
  /** Metres; null draws no range. */
  range: number | null;
  buildingId: string | null;
  tileUrl: string;
  picking: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onCancel: () => void;
}

/**
 * Shows the map: buildings from their own outlines, the user's position with its accuracy, and the range. It shows
 * nothing about other users.
 */
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
      <MapFrame bounds={bounds} panes={PANES} picking={picking}>
        {tileUrl && <TileLayer url={tileUrl} />}
        <ZoomControl zoomInTitle={t('zoomIn')} zoomOutTitle={t('zoomOut')} />
        <Buildings buildings={all} buildingId={buildingId} />
        {fix && <Position fix={fix} range={range} />}
        <FitTo bounds={bounds} fix={fix} />
        <Picking active={picking} onPicked={onPicked} onCancel={onCancel} />
      </MapFrame>
    </div>
  );
}

/** Draws the user's position with its accuracy, and the range. */
function Position({ fix, range }: { fix: Fix; range: number | null }) {
  const { latitude, longitude, accuracy } = fix;
  const centre = { latitude, longitude };
  return (
    <>
      {range !== null && <Circle {...centre} radius={range} className="map-range" />}
      <Circle {...centre} radius={accuracy} className="map-accuracy" />
      <CircleMarker {...centre} radius={7} className="map-you" />
    </>
  );
}

/** Returns the bounds of all buildings with a position; of the whole world without any. */
function boundsOf(buildings: Building[]): LatLngBounds {
  const centres = buildings.flatMap(({ latitude, longitude }): [number, number][] =>
    latitude === null || longitude === null ? [] : [[latitude, longitude]],
  );
  if (centres.length === 0) return latLngBounds([-60, -170], [70, 170]);
  return latLngBounds(centres).pad(0.15);
}
