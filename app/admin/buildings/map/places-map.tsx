'use client';

import 'leaflet/dist/leaflet.css';
import '../../../map/map.css';
import './drawing.css';
import { type LatLngBounds, type LeafletMouseEvent, latLng, latLngBounds, Polygon } from 'leaflet';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import type { WirePreview } from '@/protocol/place-changes';
import { boundsOf } from '../../../map/bounds';
import { BuildingLabels, LABELS_PANE } from '../../../map/building-labels';
import { BUILDINGS_PANE, Buildings, cornersOf, ringsOf } from '../../../map/buildings';
import { FitTo } from '../../../map/fit-to';
import { GROUNDS_PANE, Grounds } from '../../../map/grounds';
import { Circle, MapFrame, TileLayer, useLayer, useMap } from '../../../map/leaflet';
import { MapControls } from '../../../map/map-controls';
import type { Building, Campus } from '../../../places/places';
import type { Point } from '../draft';
import type { Drawing } from '../use-draft';
import { DraftLayer } from './draft-layer';
import { forgetPressedHandle, HANDLES_PANE, wasHandlePressed } from './handle';

const PANES = { [GROUNDS_PANE]: 380, [BUILDINGS_PANE]: 390, [LABELS_PANE]: 600, [HANDLES_PANE]: 650 };
const NO_COUNTS = new Map();
const WORLD = latLngBounds([-85, -180], [85, 180]);
/** Metres across the map of a campus without buildings. */
const EMPTY_CAMPUS = 600;

/** Returns the bounds, and the same object while they are equal: new ones would show the whole campus again. */
function useSameBounds(compute: () => LatLngBounds, inputs: readonly unknown[]): LatLngBounds {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `inputs` are what it computes with
  const bounds = useMemo(compute, inputs);
  const same = useRef(bounds);
  if (!same.current.equals(bounds)) same.current = bounds;
  return same.current;
}

/** A building to bring into sight; `close`: as large as there is room. */
export interface Focus {
  building: Building;
  close: boolean;
}

interface Props {
  campus: Campus | null;
  grounds: Readonly<Campus['grounds']>;
  /** The buildings of the campus, and all others. */
  buildings: readonly Building[];
  others: readonly Building[];
  selected: string | null;
  focus: Focus | null;
  drawing: Drawing | null;
  preview: WirePreview | null;
  tileUrl: string;
  onSelect: (id: string) => void;
  /** Called with a press on the ground while nothing is drawn. */
  onPress?: ((point: Point) => void) | undefined;
}

/** Shows buildings on a map, the boundary that is being drawn, and what an import would change. */
export function PlacesMap(props: Props) {
  const {
    campus,
    grounds,
    buildings,
    others,
    selected,
    focus,
    drawing,
    preview,
    tileUrl,
    onSelect,
    onPress,
  } = props;
  const t = useTranslations('map');
  const all = useMemo(() => [...buildings, ...others], [buildings, others]);
  const drawn = useMemo(
    () => (drawing ? all.filter(({ id }) => id !== selected) : all),
    [all, drawing, selected],
  );
  const touched = useMemo(() => (preview ? touchedBy(preview) : []), [preview]);
  const bounds = useSameBounds(() => {
    if (touched.length > 0) return boundsOf(touched.map(({ building }) => building));
    const { latitude = null, longitude = null } = campus ?? {};
    if (buildings.length > 0 || latitude === null || longitude === null) return boundsOf(buildings);
    return latLng(latitude, longitude).toBounds(EMPTY_CAMPUS);
  }, [touched, buildings, campus]);
  const corners = useMemo(() => cornersOf(buildings), [buildings]);
  const quiet = drawing !== null || preview !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would need a heading of its own here
    <div role="region" aria-label={t('label')} data-quiet={quiet || undefined} className="places-map h-full">
      <MapFrame bounds={bounds} panes={PANES} picking={drawing?.drawing ?? false}>
        {tileUrl && <TileLayer url={tileUrl} />}
        <Grounds grounds={grounds} outline={corners} />
        <Buildings
          buildings={drawn}
          buildingId={quiet ? null : selected}
          onOpen={(building) => !quiet && onSelect(building.id)}
        />
        {touched.map(({ building, as }) => (
          <Touched key={`${as} ${building.id}`} building={building} as={as} />
        ))}
        {!quiet && (
          <BuildingLabels
            buildings={all}
            buildingId={null}
            counts={NO_COUNTS}
            covered={false}
            onOpen={(building) => onSelect(building.id)}
          />
        )}
        <FitTo bounds={bounds} fix={null} free={drawing !== null} />
        <ShowBuilding focus={focus} />
        <MapControls bounds={bounds} fix={null} free={drawing !== null} />
        {drawing && <DraftLayer drawing={drawing} />}
        {drawing && <Free />}
        {drawing && <Presses drawing={drawing} onPress={onPress} />}
      </MapFrame>
    </div>
  );
}

interface TouchedBuilding {
  building: Building;
  as: 'added' | 'changed' | 'former' | 'removed';
}

function touchedBy({ added, changed, removed }: WirePreview): TouchedBuilding[] {
  return [
    ...removed.map((building) => ({ building, as: 'removed' as const })),
    ...changed.flatMap(({ before, after, parts }) => [
      ...(parts.includes('boundary') ? [{ building: before, as: 'former' as const }] : []),
      { building: after, as: 'changed' as const },
    ]),
    ...added.map((building) => ({ building, as: 'added' as const })),
  ];
}

function Touched({ building, as }: TouchedBuilding) {
  const { boundary, latitude, longitude, radius } = building;
  const className = `map-touched map-touched-${as}`;
  const layer = useMemo(
    () => (boundary ? new Polygon(ringsOf(boundary), { className, interactive: false }) : null),
    [boundary, className],
  );
  useLayer(layer);
  if (boundary || latitude === null || longitude === null || radius === null) return null;
  return <Circle latitude={latitude} longitude={longitude} radius={radius} className={className} />;
}

/** Brings a building into sight. */
function ShowBuilding({ focus }: { focus: Focus | null }) {
  const map = useMap();
  useEffect(() => {
    if (!focus || cornersOf([focus.building]).length === 0) return;
    const bounds: LatLngBounds = boundsOf([focus.building]);
    if (focus.close) map.fitBounds(bounds.pad(0.2), { maxZoom: 19 });
    else if (!map.getBounds().contains(bounds)) map.fitBounds(bounds.pad(3), { maxZoom: 18 });
  }, [map, focus]);
  return null;
}

/** Lets the map leave the campus, and takes it back at the end. */
function Free() {
  const map = useMap();
  useEffect(() => {
    const { maxBounds = WORLD } = map.options;
    const minZoom = map.getMinZoom();
    map.options.maxBounds = WORLD;
    map.setMinZoom(3);
    return () => {
      map.options.maxBounds = maxBounds;
      map.setMinZoom(minZoom);
    };
  }, [map]);
  return null;
}

/** Passes presses on the ground to the drawing, and Enter, which presses the middle of the map. */
function Presses({ drawing, onPress }: { drawing: Drawing; onPress: Props['onPress'] }) {
  const map = useMap();
  const press = drawing.drawing ? drawing.press : onPress;
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const container = map.getContainer();
    const forget = () => forgetPressedHandle(container);
    const clicked = ({ latlng: { lat, lng } }: LeafletMouseEvent) => {
      if (!wasHandlePressed(container)) latest.current?.({ latitude: lat, longitude: lng });
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.target !== container) return;
      const { lat, lng } = map.getCenter();
      latest.current?.({ latitude: lat, longitude: lng });
    };
    // A double click adds two corners, and does not zoom.
    map.doubleClickZoom.disable();
    container.addEventListener('pointerdown', forget, { capture: true });
    container.addEventListener('keydown', pressed);
    map.on('click', clicked);
    return () => {
      map.doubleClickZoom.enable();
      container.removeEventListener('pointerdown', forget, { capture: true });
      container.removeEventListener('keydown', pressed);
      map.off('click', clicked);
    };
  }, [map]);
  return drawing.drawing ? <span aria-hidden="true" className="map-cross map-cross-keys" /> : null;
}
