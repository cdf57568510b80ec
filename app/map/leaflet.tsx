'use client';

import {
  DivIcon,
  DomEvent,
  type Handler,
  type LatLngBounds,
  type Layer,
  Circle as LeafletCircle,
  CircleMarker as LeafletCircleMarker,
  Map as LeafletMap,
  TileLayer as LeafletTileLayer,
  Marker,
} from 'leaflet';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

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
      maxBoundsViscosity: 0.9,
    });
    for (const [name, zIndex] of Object.entries(initial.current.panes))
      created.createPane(name).style.zIndex = `${zIndex}`;
    created.fitBounds(initial.current.bounds);
    // The browser scrolls to what gets the focus outside of the view; the map moves instead.
    const container = created.getContainer();
    container.addEventListener('scroll', () => container.scrollTo(0, 0));
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

interface HtmlMarkerProps {
  latitude: number;
  longitude: number;
  pane: string;
  children: ReactNode;
}

/** Renders its children at a point of the map. They take no space: they place themselves around the point. */
export function HtmlMarker({ latitude, longitude, pane, children }: HtmlMarkerProps) {
  const map = useMap();
  const [element] = useState(() => document.createElement('div'));
  const [marker] = useState(
    () =>
      new Marker([latitude, longitude], {
        icon: new DivIcon({ html: element, className: 'map-marker', iconSize: [0, 0] }),
        interactive: false,
        keyboard: false,
        pane,
      }),
  );
  useEffect(() => {
    marker.addTo(map);
    return () => {
      marker.remove();
    };
  }, [map, marker]);
  useEffect(() => {
    marker.setLatLng([latitude, longitude]);
  }, [marker, latitude, longitude]);
  return createPortal(children, element);
}

/** Returns whether the map was dragged since the last press: the browser fires a click at the end of a drag, too. */
export function wasDragged(map: LeafletMap): boolean {
  return (map.dragging as Handler & { moved(): boolean }).moved();
}

/**
 * For `ref`: keeps the map from handling clicks on the element. The map listens on an element inside React's root, so
 * stopping the event in React's handler would be too late.
 */
export function ownClicks(element: HTMLElement | null): void {
  if (element) DomEvent.disableClickPropagation(element);
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
