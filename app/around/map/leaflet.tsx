'use client';

import {
  Control,
  type LatLngBounds,
  type Layer,
  Circle as LeafletCircle,
  CircleMarker as LeafletCircleMarker,
  Map as LeafletMap,
  TileLayer as LeafletTileLayer,
  type TooltipOptions,
} from 'leaflet';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';

// React components and hooks over Leaflet. Each creates its Leaflet object, adds it to the map in an effect, and
// removes it when the component unmounts.

const MapContext = createContext<LeafletMap | null>(null);

/** Returns the map that the component is on. Throws outside `MapFrame`. */
export function useMap(): LeafletMap {
  const map = useContext(MapContext);
  if (!map) throw new Error('useMap needs a MapFrame');
  return map;
}

interface MapFrameProps {
  /** What the map shows at first. */
  bounds: LatLngBounds;
  /** Names of panes to create, with their z-index: Leaflet's own are at 200 (tiles), 400 (shapes) and higher. */
  panes: Record<string, number>;
  picking: boolean;
  children: ReactNode;
}

/** A map that fills its parent. Its children are rendered inside of the map's element once the map is there. */
export function MapFrame({ bounds, panes, picking, children }: MapFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<LeafletMap | null>(null);
  const initial = useRef({ bounds, panes });

  useEffect(() => {
    if (!frame.current) return;
    const created = new LeafletMap(frame.current, {
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.5,
      minZoom: 3,
      maxZoom: 20,
    });
    for (const [name, zIndex] of Object.entries(initial.current.panes))
      created.createPane(name).style.zIndex = `${zIndex}`;
    created.fitBounds(initial.current.bounds);
    setMap(created);
    return () => {
      created.remove();
    };
  }, []);

  // Leaflet keeps class names of its own on the element, which a className that changes would remove.
  useEffect(() => {
    frame.current?.classList.toggle('map-picking', picking);
  }, [picking]);

  return (
    <div ref={frame} className="h-full">
      {map && <MapContext value={map}>{children}</MapContext>}
    </div>
  );
}

/** Keeps the layer on the map. A different layer replaces it; null is no layer. */
export function useLayer(layer: Layer | null): void {
  const map = useMap();
  useEffect(() => {
    if (!layer) return;
    layer.addTo(map);
    return () => {
      layer.remove();
    };
  }, [map, layer]);
}

/** Keeps a tooltip with `text` open on the layer; null shows none. `options` must be the same object each time. */
export function useLabel(layer: Layer | null, text: string | null, options: TooltipOptions): void {
  useEffect(() => {
    if (!layer || text === null) return;
    // Leaflet takes a string for HTML, and anybody may have chosen the text.
    const element = document.createElement('span');
    element.textContent = text;
    layer.bindTooltip(element, { ...options, permanent: true });
    return () => {
      layer.unbindTooltip();
    };
  }, [layer, text, options]);
}

interface CircleProps {
  latitude: number;
  longitude: number;
  /** Metres for `Circle`, pixels for `CircleMarker`. */
  radius: number;
  className: string;
}

/** Draws a circle with a radius in metres. */
export function Circle(props: CircleProps) {
  useCircle(LeafletCircle, props);
  return null;
}

/** A circle of the same size at every zoom. */
export function CircleMarker(props: CircleProps) {
  useCircle(LeafletCircleMarker, props);
  return null;
}

function useCircle(
  Type: typeof LeafletCircleMarker,
  { latitude, longitude, radius, className }: CircleProps,
): void {
  const [circle] = useState(() => new Type([latitude, longitude], { radius, className, interactive: false }));
  useLayer(circle);
  useEffect(() => {
    circle.setLatLng([latitude, longitude]).setRadius(radius);
  }, [circle, latitude, longitude, radius]);
}

/** Map tiles; `url` is a template with {z}, {x} and {y}, and is read once. */
export function TileLayer({ url }: { url: string }) {
  const [tiles] = useState(() => new LeafletTileLayer(url));
  useLayer(tiles);
  return null;
}

/** Buttons to zoom, at the top right. */
export function ZoomControl({ zoomInTitle, zoomOutTitle }: { zoomInTitle: string; zoomOutTitle: string }) {
  const map = useMap();
  useEffect(() => {
    const control = new Control.Zoom({ position: 'topright', zoomInTitle, zoomOutTitle }).addTo(map);
    return () => {
      control.remove();
    };
  }, [map, zoomInTitle, zoomOutTitle]);
  return null;
}
