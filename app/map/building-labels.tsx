'use client';

import { useTranslations } from 'next-intl';
import { type MouseEvent, useEffect, useMemo, useState } from 'react';
import type { WireBuildingCount } from '@/protocol/places';
import type { Building } from '../places/places';
import { pointOf } from './directions';
import { type Label, type PlacedLabel, placeLabels, shortNames } from './labels';
import { HtmlMarker, useMap, wasDragged } from './leaflet';
import { boxOfHandle, coveredBy, HANDLE_MOVED, useCoverChanges } from './use-covered';

/** The buildings with five people or more, by id. */
export type BuildingCounts = ReadonlyMap<string, WireBuildingCount>;

interface Props {
  buildings: readonly Building[];
  buildingId: string | null;
  /** The ids of buildings that were chosen; with it each label says whether its building was. */
  chosen?: ReadonlySet<string>;
  counts: BuildingCounts;
  /** Changes when something of the map itself covers it. */
  covered: boolean;
  onOpen: (building: Building, at: DOMRect) => void;
}

/** The map pane of the labels, above the range. */
export const LABELS_PANE = 'labels';

/** Draws the names of buildings and how many people are there, as many as have room. Each opens its building. */
export function BuildingLabels({ buildings, buildingId, chosen, counts, covered, onOpen }: Props) {
  const short = useMemo(() => shortNames(buildings.map(({ name }) => name)), [buildings]);
  const placed = usePlacedLabels(buildings, buildingId, counts, short, covered);
  return buildings.map((building) => {
    const at = pointOf(building);
    const label = placed.get(building.id);
    if (!at || !label) return null;
    return (
      <HtmlMarker key={building.id} {...at} pane={LABELS_PANE}>
        <Chip
          name={building.name}
          short={short.get(building.name) ?? building.name}
          label={label}
          here={building.id === buildingId}
          chosen={chosen?.has(building.id)}
          count={counts.get(building.id)}
          onOpen={(at) => onOpen(building, at)}
        />
      </HtmlMarker>
    );
  });
}

interface ChipProps {
  name: string;
  short: string;
  label: PlacedLabel;
  here: boolean;
  chosen: boolean | undefined;
  count: ReturnType<BuildingCounts['get']>;
  onOpen: (at: DOMRect) => void;
}

function Chip({ name, short, label: { form, dx, dy }, here, chosen, count, onOpen }: ChipProps) {
  const t = useTranslations('map');
  const map = useMap();
  const facts = [
    count && t('people', { count: count.people }),
    count?.talking && t('talking'),
    here && t('youAreHere'),
  ].filter(Boolean);
  function clicked(event: MouseEvent<HTMLButtonElement>) {
    // A click by a key has no detail.
    if (event.detail > 0 && wasDragged(map)) return;
    onOpen(event.currentTarget.getBoundingClientRect());
  }
  return (
    <button
      type="button"
      aria-label={[name, ...facts].join(', ')}
      aria-pressed={chosen}
      data-here={here || undefined}
      data-counted={count ? true : undefined}
      className="map-chip"
      style={{ transform: `translate(-50%, -50%) translate(${dx}px, ${dy}px)` }}
      onClick={clicked}
    >
      {count && (
        <span className="map-count" data-talking={count.talking || undefined}>
          {count.people}
        </span>
      )}
      {form === 'name' && <span className="map-chip-name">{short}</span>}
    </button>
  );
}

/** Returns the labels that have room now. They are placed again when the map moves or something covers it. */
function usePlacedLabels(
  buildings: readonly Building[],
  buildingId: string | null,
  counts: BuildingCounts,
  short: ReadonlyMap<string, string>,
  covered: boolean,
): ReadonlyMap<string, PlacedLabel> {
  const map = useMap();
  const covers = useCoverChanges(map.getContainer(), covered);
  const [placed, setPlaced] = useState<ReadonlyMap<string, PlacedLabel>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes of what covers the map place the labels again
  useEffect(() => {
    const place = () => {
      const { x: right, y: bottom } = map.getSize();
      const labels = buildings.flatMap((building): Label[] => {
        const at = pointOf(building);
        if (!at) return [];
        const { x, y } = map.latLngToContainerPoint([at.latitude, at.longitude]);
        const count = counts.get(building.id);
        const here = building.id === buildingId;
        const name = widthOf(short.get(building.name) ?? building.name);
        const sizes: Label['sizes'] = count
          ? [
              { form: 'name', width: name + COUNT + 22, height: 30 },
              { form: 'count', width: COUNT + 10, height: 30 },
            ]
          : [{ form: 'name', width: name + (here ? 22 : 14), height: here ? 30 : 26 }];
        const weight = (here ? 1e6 : 0) + (count ? 1e3 + count.people : 0) + (building.radius ?? 0) / 100;
        return [{ id: building.id, x, y, sizes, weight }];
      });
      const next = placeLabels(labels, { left: 4, top: 4, right: right - 4, bottom: bottom - 4 }, [
        ...coveredBy(map.getContainer()),
        ...boxOfHandle(map),
      ]);
      setPlaced((before) => (same(before, next) ? before : next));
    };
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(place);
    };
    place();
    map.on(`move zoomend resize ${HANDLE_MOVED}`, soon);
    return () => {
      cancelAnimationFrame(frame);
      map.off(`move zoomend resize ${HANDLE_MOVED}`, soon);
    };
  }, [map, buildings, buildingId, counts, short, covers]);
  return placed;
}

/** Pixels of the circle with a count. */
const COUNT = 26;
let context: CanvasRenderingContext2D | null = null;

/** Returns the width in pixels of a name in the font of map.css. */
function widthOf(name: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return name.length * 7;
  context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(context.measureText(name).width);
}

function same(a: ReadonlyMap<string, PlacedLabel>, b: ReadonlyMap<string, PlacedLabel>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, { form, dx, dy }] of b) {
    const before = a.get(id);
    if (before?.form !== form || before.dx !== dx || before.dy !== dy) return false;
  }
  return true;
}
