'use client';

import { useCallback, useEffect, useState } from 'react';
import { Circle, Pane, Polygon, Tooltip, useMap, useMapEvents } from 'react-leaflet';
import type { Outline } from '@/protocol/places';
import type { Building } from '../place/places';
import { labelsThatFit } from './labels';

interface Props {
  buildings: Building[];
  buildingId: string | null;
}

/**
 * The buildings, below everything else. Their names go to Leaflet as elements with text in them, never as HTML:
 * anybody may have chosen them.
 */
export function Buildings({ buildings, buildingId }: Props) {
  const named = useNamed(buildings, buildingId);
  return (
    <Pane name="buildings" style={{ zIndex: 390 }}>
      {buildings.map((building) => (
        <Shape
          key={building.id}
          building={building}
          here={building.id === buildingId}
          named={named.has(building.id)}
        />
      ))}
    </Pane>
  );
}

/** Whose names have room at this zoom. */
function useNamed(buildings: Building[], buildingId: string | null): Set<string> {
  const map = useMap();
  const [named, setNamed] = useState<Set<string>>(new Set());
  const place = useCallback(() => {
    const labels = buildings.flatMap(({ id, name, latitude, longitude, radius }) => {
      if (latitude === null || longitude === null) return [];
      const { x, y } = map.project([latitude, longitude]);
      return [{ id, name, x, y, weight: id === buildingId ? Number.POSITIVE_INFINITY : (radius ?? 0) }];
    });
    setNamed(labelsThatFit(labels));
  }, [map, buildings, buildingId]);
  useEffect(place, [place]);
  useMapEvents({ zoomend: place });
  return named;
}

function Shape({ building, here, named }: { building: Building; here: boolean; named: boolean }) {
  const { name, boundary, latitude, longitude, radius } = building;
  const className = here ? 'map-building map-building-here' : 'map-building';
  const label = named && (
    <Tooltip
      pane="tooltipPane"
      permanent
      // Below the middle, where your own mark is likely to be.
      direction={here ? 'bottom' : 'center'}
      offset={here ? [0, 8] : [0, 0]}
      className={here ? 'map-name map-name-here' : 'map-name'}
    >
      {name}
    </Tooltip>
  );
  // Leaflet reads class names once: a key draws the shape anew when it becomes yours.
  const key = `${here}`;
  if (boundary) {
    return (
      <Polygon key={key} positions={ringsOf(boundary)} className={className} interactive={false}>
        {label}
      </Polygon>
    );
  }
  if (latitude === null || longitude === null || radius === null) return null;
  return (
    <Circle
      key={key}
      center={[latitude, longitude]}
      radius={radius}
      className={className}
      interactive={false}
    >
      {label}
    </Circle>
  );
}

/** GeoJSON says longitude first, Leaflet latitude. */
function ringsOf(boundary: Outline): [number, number][][][] {
  const parts = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  return parts.map((part) => part.map((ring) => ring.map(([lon, lat]): [number, number] => [lat, lon])));
}
