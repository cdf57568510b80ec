'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useRef } from 'react';
import { useClientState } from '../../connection/client-provider';
import type { PlacesState } from '../../places/use-places';
import type { Reach } from '../../reach/use-reach';
import { useLazyImport } from '../../ui/use-lazy-import';
import { useWasVisible } from '../../ui/use-was-visible';
import type { Location } from './use-location';

const loadMap = () => import('../map/campus-map');

interface Props {
  location: Location;
  places: PlacesState;
  reach: Reach;
  tileUrl: string;
  picking: boolean;
  /** What is drawn until the map is loaded. */
  sketch: ReactNode;
  listed: boolean;
  onPicked: (latitude: number, longitude: number) => void;
  onPicking: (picking: boolean) => void;
  onList: (listed: boolean) => void;
  onDeclare: (building: string) => void;
  onRange: (range: number) => Promise<unknown>;
}

/** Shows the map, as large as its parent, and until its code is loaded, which begins when it is in sight, a sketch. */
export function MapCard(props: Props) {
  const { location, places: all, sketch, picking, onPicking, ...shown } = props;
  const { places, ...loading } = all;
  const t = useTranslations('map');
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  // The range belongs to the location that the server knows, which may be another device's.
  const ring = place?.device === undefined || place.device.id === own;
  const frame = useRef<HTMLDivElement>(null);
  const { part, ...fetching } = useLazyImport(loadMap, useWasVisible(frame));
  const CampusMap = part?.CampusMap;
  const failed = fetching.failed || (loading.failed && !places);
  const retry = () => {
    if (fetching.failed) fetching.retry();
    if (loading.failed) loading.retry();
  };
  return (
    <div ref={frame} className="absolute inset-0">
      <div className="absolute inset-0">
        {places && CampusMap ? (
          <CampusMap
            places={places}
            fix={location.fix}
            range={place?.sharing ? place.range : null}
            ring={ring}
            buildingId={place?.building?.id ?? null}
            picking={picking}
            onCancel={() => onPicking(false)}
            {...shown}
          />
        ) : failed ? (
          <div className="flex h-full flex-col items-center justify-center gap-2 p-4 text-center text-soft">
            {t('failed')}
            <button type="button" className="button" onClick={retry}>
              {t('retry')}
            </button>
          </div>
        ) : (
          (sketch ?? <div className="skeleton h-full" />)
        )}
      </div>
      {picking && (
        <button
          type="button"
          className="button absolute top-3 inset-s-3 z-(--layer-over-map) shadow-floating"
          onClick={() => onPicking(false)}
        >
          {t('cancel')}
        </button>
      )}
    </div>
  );
}
