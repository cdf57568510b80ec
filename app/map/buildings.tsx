'use client';

import { Circle, Polygon } from 'leaflet';
import { useEffect, useMemo, useRef } from 'react';
import type { Outline } from '@/protocol/places';
import type { Building } from '../places/places';
import { useLayer, useMap } from './leaflet';

interface Props {
  buildings: readonly Building[];
  buildingId: string | null;
  /** The ids of buildings that were chosen for something, by touch. */
  chosen?: ReadonlySet<string>;
  /** Called with the building that was touched or clicked, and the point in the window. */
  onOpen: (building: Building, at: DOMRect) => void;
}

/** The map pane of the buildings, between the grounds and the position of the user. */
export const BUILDINGS_PANE = 'buildings';

/** Draws buildings as low blocks that open when they are touched. */
export function Buildings({ buildings, buildingId, chosen, onOpen }: Props) {
  return buildings.map((building) => {
    const state = chosen?.has(building.id) ? 'chosen' : building.id === buildingId ? 'here' : null;
    return <Block key={building.id} building={building} state={state} onOpen={onOpen} />;
  });
}

type BlockState = 'here' | 'chosen' | null;

function Block({
  building,
  state,
  onOpen,
}: { building: Building; state: BlockState } & Pick<Props, 'onOpen'>) {
  const map = useMap();
  const latest = useRef(onOpen);
  latest.current = onOpen;
  // Leaflet reads class names once: the layer is created again when the building becomes yours, or is chosen.
  const layer = useMemo(() => createShape(building, state), [building, state]);
  useLayer(layer);
  useEffect(() => {
    if (!layer) return;
    layer.on('click', ({ containerPoint: { x, y } }) => {
      const { left, top } = map.getContainer().getBoundingClientRect();
      latest.current(building, new DOMRect(left + x, top + y, 0, 0));
    });
    return () => {
      layer.off('click');
    };
  }, [map, layer, building]);
  return null;
}

/** Returns the outline of a building, or a circle where it has no outline; null where it has no position either. */
function createShape(
  { boundary, latitude, longitude, radius }: Building,
  state: BlockState,
): Polygon | Circle | null {
  const options = {
    pane: BUILDINGS_PANE,
    className: state ? `map-building map-building-${state}` : 'map-building',
  };
  if (boundary) return new Polygon(ringsOf(boundary), options);
  if (latitude === null || longitude === null || radius === null) return null;
  return new Circle([latitude, longitude], { ...options, radius });
}

/** Returns the rings in the order of Leaflet: GeoJSON says longitude first, Leaflet latitude. */
export function ringsOf(boundary: Outline): [number, number][][][] {
  const parts = boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;
  return parts.map((part) => part.map((ring) => ring.map(([lon, lat]): [number, number] => [lat, lon])));
}

/** Returns all corners of the buildings, and of a round one four points of its circle. */
export function cornersOf(buildings: readonly Building[]): [number, number][] {
  return buildings.flatMap(({ boundary, latitude, longitude, radius }) => {
    if (boundary) return ringsOf(boundary).flat(2);
    if (latitude === null || longitude === null) return [];
    const north = (radius ?? 0) / 111_195;
    const east = north / Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
    return [
      [latitude + north, longitude],
      [latitude - north, longitude],
      [latitude, longitude + east],
      [latitude, longitude - east],
    ] satisfies [number, number][];
  });
}
