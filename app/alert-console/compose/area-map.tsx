'use client';

import 'leaflet/dist/leaflet.css';
import '../../map/map.css';
import './area-map.css';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { AlertKind } from '@/protocol/alert-kinds';
import { boundsOf } from '../../map/bounds';
import { BuildingLabels, LABELS_PANE } from '../../map/building-labels';
import { BUILDINGS_PANE, Buildings, cornersOf } from '../../map/buildings';
import { FitTo } from '../../map/fit-to';
import { GROUNDS_PANE, Grounds } from '../../map/grounds';
import { MapFrame, TileLayer } from '../../map/leaflet';
import { MapControls } from '../../map/map-controls';
import type { Building, Campus } from '../../places/places';

const PANES = { [GROUNDS_PANE]: 380, [BUILDINGS_PANE]: 390, [LABELS_PANE]: 600 };
const NO_COUNTS = new Map();

interface Props {
  campus: Campus | null;
  buildings: readonly Building[];
  chosen: ReadonlySet<string>;
  kind: AlertKind;
  tileUrl: string;
  onToggle: (id: string) => void;
}

/** Shows the buildings of a campus, which a touch adds to the place of an alert and another takes away. */
export function AreaMap({ campus, buildings, chosen, kind, tileUrl, onToggle }: Props) {
  const t = useTranslations('map');
  const bounds = useMemo(() => boundsOf(buildings), [buildings]);
  const corners = useMemo(() => cornersOf(buildings), [buildings]);
  const grounds = useMemo(() => campus?.grounds ?? [], [campus]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would need a heading of its own here
    <div role="region" aria-label={t('label')} data-kind={kind} className="area-map h-full">
      <MapFrame bounds={bounds} panes={PANES} picking={false}>
        {tileUrl && <TileLayer url={tileUrl} />}
        <Grounds grounds={grounds} outline={corners} />
        <Buildings
          buildings={buildings}
          buildingId={null}
          chosen={chosen}
          onOpen={(building) => onToggle(building.id)}
        />
        <BuildingLabels
          buildings={buildings}
          buildingId={null}
          chosen={chosen}
          counts={NO_COUNTS}
          covered={false}
          onOpen={(building) => onToggle(building.id)}
        />
        <FitTo bounds={bounds} fix={null} />
        <MapControls bounds={bounds} fix={null} />
      </MapFrame>
    </div>
  );
}
