'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import type { PlacesState } from '../../places/use-places';
import { useNow } from '../../ui/time';
import { BuildingList } from './building-list';
import type { Fix } from './position-report-schedule';
import { useVisibility } from './sharing';
import type { Location } from './use-location';

interface Props {
  location: Location;
  places: PlacesState;
  /** Whether the list of buildings is open from the start. */
  buildings: boolean;
  onFollow: () => void;
  onPick: () => void;
  onDeclare: (building: string) => void;
}

/** Shows how exact the position is, the ways to correct it, and the buildings as a list. */
export function PlaceSettings(props: Props) {
  const { location, places, buildings, onFollow, onPick, onDeclare } = props;
  const t = useTranslations('place');
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  // Another device's position says nothing about the accuracy of this one.
  const fix = place?.device === undefined || place.device.id === own ? location.fix : null;
  return (
    <div className="mt-1 border-line border-t pt-2 pb-1">
      <VisibilityText location={location} />
      {fix && <PositionAge fix={fix} byHand={location.source.kind === 'point'} />}
      {place?.sharing && (
        <div className="mt-2 flex flex-wrap gap-2">
          {location.source.kind !== 'device' && (
            <button type="button" className="button text-sm" onClick={onFollow}>
              {t('useDevice')}
            </button>
          )}
          <button type="button" className="button text-sm" onClick={onPick}>
            {t('pick')}
          </button>
        </div>
      )}
      <BuildingList places={places} opened={buildings} onDeclare={onDeclare} />
    </div>
  );
}

/** Shows in a sentence who can find the user now. */
function VisibilityText({ location }: { location: Location }) {
  const t = useTranslations('sharing');
  const { visibility } = useVisibility(location);
  return <p className="text-soft text-sm">{t(`seen.${visibility}`)}</p>;
}

/** Shows how exact the position of this device is, and its age. */
function PositionAge({ fix, byHand }: { fix: Fix; byHand: boolean }) {
  const t = useTranslations('place');
  const minutes = Math.max(0, Math.floor((useNow(15_000) - fix.at) / 60_000));
  return (
    <p className="text-soft text-sm">
      {byHand ? t('byHand') : t('accuracy', { metres: Math.max(1, Math.round(fix.accuracy)) })}
      {' · '}
      {t('updated', { minutes })}
    </p>
  );
}
