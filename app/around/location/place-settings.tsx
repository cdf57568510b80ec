'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import { BuildingIcon } from '../../ui/icons';
import { useNow } from '../../ui/time';
import type { Fix } from './position-report-schedule';
import { useVisibility } from './sharing';
import type { Location } from './use-location';

interface Props {
  location: Location;
  onFollow: () => void;
  onPick: () => void;
  /** Shows the list of places, where the user can choose their building. */
  onList: () => void;
}

/** Shows how exact the position is, and the ways to correct it. */
export function PlaceSettings({ location, onFollow, onPick, onList }: Props) {
  const t = useTranslations('place');
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  // Another device's position says nothing about the accuracy of this one.
  const fix = place?.device === undefined || place.device.id === own ? location.fix : null;
  return (
    <div className="mt-1 border-line border-t pt-2 pb-1">
      <VisibilityText location={location} />
      {fix && <PositionAge fix={fix} byHand={location.source.kind === 'point'} />}
      <div className="my-2 flex flex-wrap gap-2">
        {place?.sharing && location.source.kind !== 'device' && (
          <button type="button" className="button text-sm" onClick={onFollow}>
            {t('useDevice')}
          </button>
        )}
        {place?.sharing && (
          <button type="button" className="button text-sm" onClick={onPick}>
            {t('pick')}
          </button>
        )}
        <button type="button" className="button text-sm" onClick={onList}>
          <BuildingIcon size={17} />
          {t('choose')}
        </button>
      </div>
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
