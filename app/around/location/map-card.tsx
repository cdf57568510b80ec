'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { useClientState } from '../../connection/client-provider';
import { useLazyImport } from '../../ui/use-lazy-import';
import { useWasVisible } from '../../ui/use-was-visible';
import { byCampus } from './places';
import type { Location } from './use-location';
import type { PlacesState } from './use-places';

const loadMap = () => import('../map/campus-map');

interface Props {
  location: Location;
  places: PlacesState;
  tileUrl: string;
  picking: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onPicking: (picking: boolean) => void;
}

/** Shows the map, as large as its parent, and the choice of the campus. The map's code is loaded once it is in sight. */
export function MapCard({
  location,
  places: { places, ...loading },
  tileUrl,
  picking,
  onPicked,
  onPicking,
}: Props) {
  const t = useTranslations('map');
  const locale = useLocale();
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  // The range belongs to the location that the server knows, which may be another device's.
  const counts = place?.sharing && (place.device === undefined || place.device.id === own);
  const frame = useRef<HTMLDivElement>(null);
  const { part, ...fetching } = useLazyImport(loadMap, useWasVisible(frame));
  const CampusMap = part?.CampusMap;
  const failed = fetching.failed || (loading.failed && !places);
  const retry = () => {
    if (fetching.failed) fetching.retry();
    if (loading.failed) loading.retry();
  };
  const groups = useMemo(() => (places ? byCampus(places, locale) : []), [places, locale]);
  const home = groups.findIndex(({ buildings }) => buildings.some(({ id }) => id === place?.building?.id));
  const [chosen, setChosen] = useState<number | null>(null);
  const campus = chosen ?? Math.max(0, home);
  const [shown, elsewhere] = useMemo(
    () => [
      groups[campus]?.buildings ?? [],
      groups.flatMap(({ buildings }, i) => (i === campus ? [] : buildings)),
    ],
    [groups, campus],
  );

  return (
    <div ref={frame} className="absolute inset-0">
      <div className="absolute inset-0">
        {places && CampusMap ? (
          <CampusMap
            buildings={shown}
            elsewhere={elsewhere}
            fix={location.fix}
            range={counts ? place.range : null}
            buildingId={place?.building?.id ?? null}
            tileUrl={tileUrl}
            picking={picking}
            onPicked={onPicked}
            onCancel={() => onPicking(false)}
          />
        ) : failed ? (
          <div className="flex h-full flex-col items-center justify-center gap-2 p-4 text-center text-soft">
            {t('failed')}
            <button type="button" className="button" onClick={retry}>
              {t('retry')}
            </button>
          </div>
        ) : (
          <div className="skeleton h-full" />
        )}
      </div>
      {groups.length > 1 && !picking && (
        <label className="map-campus">
          <span className="sr-only">{t('campus')}</span>
          <select
            className="field floating border-transparent"
            value={campus}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {groups.map(({ campus }, i) => (
              <option key={campus?.id ?? ''} value={i}>
                {campus?.name ?? t('noCampus')}
              </option>
            ))}
          </select>
        </label>
      )}
      {picking && (
        <button
          type="button"
          className="button absolute top-3 left-3 z-(--layer-over-map) shadow-floating"
          onClick={() => onPicking(false)}
        >
          {t('cancel')}
        </button>
      )}
    </div>
  );
}
