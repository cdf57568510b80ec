'use client';

import { CircleMarker, type Path, Polygon, Polyline } from 'leaflet';
import { useEffect, useMemo } from 'react';
import type { Ground } from '@/protocol/places';
import { useLayer, useMap } from './leaflet';

/** The map pane of the grounds, below the buildings. */
export const GROUNDS_PANE = 'grounds';

/** Metres: the width of a path without one, and the size of a tree and of an entrance. */
const PATH = 4;
const TREE = 3.2;
const ENTRANCE = 1.6;
/** Metres around the outermost shapes that still belong to the campus. */
const MARGIN = 26;

type Point = [latitude: number, longitude: number];
const toPoint = ([longitude = 0, latitude = 0]: readonly number[]): Point => [latitude, longitude];

const ORDER = { lawn: 0, water: 1, path: 2, tree: 3, entrance: 4 } as const;

/** Draws the ground of a campus, with its lawns, waters, paths, trees and entrances. `outline`: what lies on the campus. */
export function Grounds({ grounds, outline }: { grounds: readonly Ground[]; outline: readonly Point[] }) {
  const ordered = useMemo(() => [...grounds].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]), [grounds]);
  const campus = useMemo(() => {
    const drawn = grounds.flatMap(({ shape }) => {
      if (shape.type === 'Point') return [];
      return shape.type === 'LineString' ? shape.coordinates : shape.coordinates.flat();
    });
    return convexHull([...outline, ...drawn.map(toPoint)]);
  }, [grounds, outline]);
  return (
    <>
      {campus.length > 2 && <CampusGround hull={campus} />}
      {ordered.map((ground, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the grounds change only as a whole
        <Piece key={i} ground={ground} />
      ))}
    </>
  );
}

function CampusGround({ hull }: { hull: Point[] }) {
  const layer = useMemo(
    () => new Polygon(hull, { pane: GROUNDS_PANE, className: 'map-campus-ground', interactive: false }),
    [hull],
  );
  useLayer(layer);
  useWeight(layer, MARGIN * 2);
  return null;
}

function Piece({ ground }: { ground: Ground }) {
  const layer = useMemo(() => createPiece(ground), [ground]);
  useLayer(layer);
  useWeight(layer, ground.kind === 'path' ? (ground.width ?? PATH) : 0);
  useRadius(layer, ground.kind === 'tree' ? TREE : ground.kind === 'entrance' ? ENTRANCE : 0);
  return null;
}

function createPiece({ kind, shape }: Ground): Path {
  const options = { pane: GROUNDS_PANE, className: `map-${kind}`, interactive: false };
  if (shape.type === 'Point') return new CircleMarker(toPoint(shape.coordinates), options);
  if (shape.type === 'LineString') return new Polyline(shape.coordinates.map(toPoint), options);
  return new Polygon(
    shape.coordinates.map((ring) => ring.map(toPoint)),
    options,
  );
}

/** Keeps the line of a layer as wide as so many metres; 0 leaves it alone. */
function useWeight(layer: Path, metres: number): void {
  useScaled(metres, (pixels) => layer.setStyle({ weight: pixels }));
}

function useRadius(layer: Path, metres: number): void {
  useScaled(metres, (pixels) => layer instanceof CircleMarker && layer.setRadius(pixels));
}

/** Calls `apply` with the pixels of so many metres, now and after each change of the zoom. */
function useScaled(metres: number, apply: (pixels: number) => void): void {
  const map = useMap();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `apply` only closes over the layer
  useEffect(() => {
    if (metres === 0) return;
    const scale = () => apply(metres * pixelsPerMetre(map));
    scale();
    map.on('zoomend', scale);
    return () => {
      map.off('zoomend', scale);
    };
  }, [map, metres]);
}

/** Returns the pixels of a metre in the middle of the map. */
export function pixelsPerMetre(map: ReturnType<typeof useMap>): number {
  const metresPerPixel =
    (40_075_016.686 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** (map.getZoom() + 8);
  return 1 / metresPerPixel;
}

/** Returns the corners of the smallest convex shape around the points (Andrew's monotone chain). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (all: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of all) {
      while (chain.length > 1 && turn(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
