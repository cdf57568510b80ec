'use client';

import { Circle, type Layer, Polygon, type TooltipOptions } from 'leaflet';
import { useEffect, useMemo, useState } from 'react';
import type { Outline } from '@/protocol/places';
import type { Building } from '../location/places';
import { labelsThatFit } from './labels';
import { useLabel, useLayer, useMap } from './leaflet';

interface Props {
  buildings: Building[];
  buildingId: string | null;
}

/** The map pane of the buildings, below all others. */
export const BUILDINGS_PANE = 'buildings';

/** Draws the buildings of every campus, and the names that fit. */
export function Buildings({ buildings, buildingId }: Props) {
  const named = useNamed(buildings, buildingId);
  return buildings.map((building) => (
    <Shape
      key={building.id}
      building={building}
      here={building.id === buildingId}
      named={named.has(building.id)}
    />
  ));
}

/** Returns the ids of the buildings whose names have room at this zoom. */
function useNamed(buildings: Building[], buildingId: string | null): Set<string> {
  const map = useMap();
  const [named, setNamed] = useState<Set<string>>(new Set());
  useEffect(() => {
    const place = () => {
      const labels = buildings.flatMap(({ id, name, latitude, longitude, radius }) => {
        if (latitude === null || longitude === null) return [];
        const { x, y } = map.project([latitude, longitude]);
        return [{ id, name, x, y, weight: id === buildingId ? Number.POSITIVE_INFINITY : (radius ?? 0) }];
      });
      setNamed(labelsThatFit(labels));
    };
    place();
    map.on('zoomend', place);
    return () => {
      map.off('zoomend', place);
    };
  }, [map, buildings, buildingId]);
  return named;
}

const LABEL: TooltipOptions = { direction: 'center', className: 'map-name' };
/** Below the centre, where the user's position is likely to be. */
const LABEL_HERE: TooltipOptions = {
  direction: 'bottom',
  offset: [0, 8],
  className: 'map-name map-name-here',
};

function Shape({ building, here, named }: { building: Building; here: boolean; named: boolean }) {
  // Leaflet reads class names once: the layer is created again when the building becomes yours.
  const layer = useMemo(() => createShape(building, here), [building, here]);
  useLayer(layer);
  useLabel(layer, named ? building.name : null, here ? LABEL_HERE : LABEL);
  return null;
}

/** Returns the outline of a building, or a circle where it has no outline; null where it has no position either. */
function createShape({ boundary, latitude, longitude, radius }: Building, here: boolean): Layer | null {
  const options = {
    pane: BUILDINGS_PANE,
    className: here ? 'map-building map-building-here' : 'map-building',
    interactive: false,
  };
  if (boundary) return new Polygon(ringsOf(boundary), options);
  if (latitude === null || longitude === null || radius === null) return null;
  return new Circle([latitude, longitude], { ...options, radius });
}

/** GeoJSON says longitude first, Leaflet latitude. */
function ringsOf(boundary: Outline): [number, number][][][] {
  const parts = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  return parts.map((part) => part.map((ring) => ring.map(([lon, lat]): [number, number] => [lat, lon])));
}
