'use client';

import 'leaflet/dist/leaflet.css';
import '../../map/map.css';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useClientState } from '../../connection/client-provider';
import { boundsOf } from '../../map/bounds';
import { BuildingLabels, LABELS_PANE } from '../../map/building-labels';
import { BUILDINGS_PANE, Buildings, cornersOf } from '../../map/buildings';
import { CampusPicker } from '../../map/campus-picker';
import { farthestEdge, type Point, pointOf } from '../../map/directions';
import { FitTo } from '../../map/fit-to';
import { GROUNDS_PANE, Grounds } from '../../map/grounds';
import { Circle, CircleMarker, MapFrame, TileLayer } from '../../map/leaflet';
import { MapControls } from '../../map/map-controls';
import { useCampus } from '../../map/use-campus';
import type { Building, Campus, Places } from '../../places/places';
import type { Reach } from '../../reach/use-reach';
import { useAskedBuilding } from '../asked-building';
import type { Fix } from '../location/position-report-schedule';
import { BuildingCard } from './building-card';
import { Picking } from './picking';
import { PlaceList } from './place-list';
import { HANDLE_PANE, RangeRing } from './range-ring';
import { RangeSlider } from './range-slider';
import { rangeStops, stopOfRange } from './range-stops';
import { useBuildingCounts } from './use-building-counts';

/** Leaflet draws the position and the range at 400 and has nothing else above it. */
const PANES = { [GROUNDS_PANE]: 380, [BUILDINGS_PANE]: 390, [LABELS_PANE]: 600, [HANDLE_PANE]: 650 };

/** Metres of the ring for "the same building" where the building has no size. */
const ROUND_BUILDING = 45;

export interface CampusMapProps {
  places: Places;
  fix: Fix | null;
  /** The range in metres; null while the user does not share. */
  range: number | null;
  /** Whether the range belongs to the position of this device, around which it can be drawn. */
  ring: boolean;
  reach: Reach;
  buildingId: string | null;
  tileUrl: string;
  picking: boolean;
  /** Whether the list of places is open. */
  listed: boolean;
  onList: (listed: boolean) => void;
  onPicked: (latitude: number, longitude: number) => void;
  onCancel: () => void;
  onDeclare: (building: string) => void;
  /** Resolves when the server has answered. */
  onRange: (range: number) => Promise<unknown>;
}

/**
 * Shows the map: the grounds of the campus, its buildings with how many people they have, the user's position with its
 * accuracy, and the range. About other users it shows counts from five people up, and nothing else.
 */
export function CampusMap(props: CampusMapProps) {
  const { places, fix, range, ring, buildingId, tileUrl, picking, listed } = props;
  const { onPicked, onCancel, onDeclare, onRange, onList } = props;
  const t = useTranslations('map');
  const ready = useClientState((state) => state.link.state === 'ready');
  const { groups, at, setAt } = useCampus(places, buildingId, fix);
  const campus = groups[at]?.campus ?? null;
  const buildings = groups[at]?.buildings ?? NO_BUILDINGS;
  const bounds = useMemo(() => boundsOf(buildings), [buildings]);
  const corners = useMemo(() => cornersOf(buildings), [buildings]);
  const all = useMemo(
    () => [...buildings, ...groups.flatMap((group, i) => (i === at ? [] : group.buildings))],
    [groups, buildings, at],
  );
  const counts = useBuildingCounts();
  const own = all.find(({ id }) => id === buildingId) ?? null;
  const from: Point | null = fix ?? (own && pointOf(own));
  const [open, setOpen] = useState<{ building: Building; at: DOMRect } | null>(null);
  const onOpen = useCallback((building: Building, at: DOMRect) => setOpen({ building, at }), []);

  const frame = useRef<HTMLDivElement>(null);
  useAskedBuilding((id) => {
    const building = all.find((each) => each.id === id);
    const box = frame.current?.getBoundingClientRect();
    if (!building || !box) return false;
    onOpen(building, new DOMRect(box.x + box.width / 2, box.y + box.height / 2));
    return true;
  });

  // In steps, so that walking does not change the stops all the time.
  const farthest = Math.ceil(from ? farthestEdge(from, buildings) / 50 : 0) * 50;
  const radius = own?.radius ?? ROUND_BUILDING;
  const stops = useMemo(() => rangeStops(radius, farthest), [radius, farthest]);
  const reach = stops.map(({ metres }) => props.reach.near(metres));
  /** The chosen stop until the server has answered. */
  const [chosen, setChosen] = useState<number | null>(null);
  const stop = chosen ?? stopOfRange(stops, range ?? 0);
  const choose = async (next: number) => {
    const metres = stops[next]?.metres;
    if (metres === undefined || next === stop) return;
    setChosen(next);
    await onRange(metres);
    setChosen((latest) => (latest === next ? null : latest));
  };
  const slider = range !== null && (
    <RangeSlider stops={stops} stop={stop} reach={reach} disabled={!ready} onStop={choose} />
  );

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would need a heading of its own here */}
      <div ref={frame} role="region" aria-label={t('label')} className="h-full">
        <MapFrame bounds={bounds} panes={PANES} picking={picking}>
          {tileUrl && <TileLayer url={tileUrl} />}
          <Grounds grounds={campus?.grounds ?? NO_GROUNDS} outline={corners} />
          <Buildings buildings={all} buildingId={buildingId} onOpen={(...at) => !picking && onOpen(...at)} />
          {fix && <Position fix={fix} />}
          {fix && range !== null && ring && !picking && (
            <RangeRing
              centre={fix}
              stops={stops}
              stop={stop}
              reach={reach}
              disabled={!ready}
              covered={listed}
              onStop={choose}
            />
          )}
          {!picking && (
            <>
              <BuildingLabels
                buildings={all}
                buildingId={buildingId}
                counts={counts}
                covered={listed}
                onOpen={onOpen}
              />
              <MapControls bounds={bounds} fix={fix} listed={listed} onList={() => onList(!listed)} />
            </>
          )}
          <FitTo bounds={bounds} fix={fix} />
          <Picking active={picking} onPicked={onPicked} onCancel={onCancel} />
        </MapFrame>
      </div>
      {groups.length > 1 && !picking && <CampusPicker groups={groups} at={at} onChange={setAt} />}
      {listed && !picking && (
        <PlaceList
          buildings={all}
          counts={counts}
          from={from}
          onOpen={onOpen}
          onDeclare={onDeclare}
          onClose={() => onList(false)}
        >
          {slider}
        </PlaceList>
      )}
      <BuildingCard
        open={picking ? null : open}
        count={open ? counts.get(open.building.id) : undefined}
        from={from}
        onClose={() => setOpen(null)}
        onDeclare={onDeclare}
      />
    </>
  );
}

const NO_GROUNDS: Campus['grounds'] = [];
const NO_BUILDINGS: Building[] = [];

/** Draws the user's position with its accuracy. */
function Position({ fix: { latitude, longitude, accuracy } }: { fix: Fix }) {
  const centre = { latitude, longitude };
  return (
    <>
      <Circle {...centre} radius={accuracy} className="map-accuracy" />
      <CircleMarker {...centre} radius={8} className="map-you" />
    </>
  );
}
