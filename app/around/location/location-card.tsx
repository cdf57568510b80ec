'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import { AlertIcon, BuildingIcon, HandIcon, PlaceIcon } from '../../ui/icons';
import { useNow } from '../../ui/time';
import type { Fix } from './position-report-schedule';
import type { Location } from './use-location';

interface Props {
  location: Location;
  onFollow: () => void;
  onPick: () => void;
  onLeave: () => void;
}

/** Shows the user's building or that it is unknown, how exact the position is, and its age. */
export function LocationCard({ location, onFollow, onPick, onLeave }: Props) {
  const t = useTranslations('place');
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  if (!place) {
    return (
      <div aria-hidden="true">
        <div className="skeleton mb-2 h-6 w-2/3" />
        <div className="skeleton h-4 w-1/2" />
      </div>
    );
  }
  const { building, declared, state, device } = place;
  // Another device's position says nothing about the accuracy of this one.
  const fix = device === undefined || device.id === own ? location.fix : null;
  // A device that reports no position is not waiting for one: the text below says what to do.
  const silent = state === 'waiting' && location.trouble !== null;
  return (
    <div>
      <h2 className="flex items-start gap-2.5 font-semibold text-lg leading-snug" aria-live="polite">
        <span className="mt-0.5 text-accent">
          {building ? <BuildingIcon size={22} /> : <PlaceIcon size={22} />}
        </span>
        <span className="min-w-0">
          {building ? building.name : t(silent ? 'state.silent' : `state.${state}`)}
        </span>
      </h2>
      <div className="mt-0.5 pl-8 text-soft text-sm">
        {declared && (
          <p className="flex flex-wrap items-center gap-x-2">
            <HandIcon size={15} /> {t('declared')}
            <button type="button" className="link min-h-9 font-medium" onClick={onLeave}>
              {t('leave')}
            </button>
          </p>
        )}
        {fix && <PositionAge fix={fix} byHand={location.source.kind === 'point'} />}
        {!building && !declared && !location.fix && !silent && <p>{t(`stateText.${state}`)}</p>}
        {!building && state === 'unknown' && location.fix && <p>{t('stateText.unknown')}</p>}
      </div>
      {location.trouble && (
        <div role="alert" className="mt-3 flex gap-2 rounded-lg bg-warn p-3 text-sm text-warn-ink">
          <AlertIcon size={18} />
          <div className="min-w-0">
            <p className="font-semibold">{t(`trouble.${location.trouble}.title`)}</p>
            <p>{t(`trouble.${location.trouble}.next`)}</p>
          </div>
        </div>
      )}
      {place.sharing && (
        <div className="mt-2 flex flex-wrap gap-2">
          {location.source.kind !== 'device' && (
            <button type="button" className="button px-3 text-sm" onClick={onFollow}>
              {t('useDevice')}
            </button>
          )}
          <button type="button" className="button px-3 text-sm" onClick={onPick}>
            {t('pick')}
          </button>
        </div>
      )}
    </div>
  );
}

function PositionAge({ fix, byHand }: { fix: Fix; byHand: boolean }) {
  const t = useTranslations('place');
  const minutes = Math.max(0, Math.floor((useNow(15_000) - fix.at) / 60_000));
  return (
    <p>
      {byHand ? t('byHand') : t('accuracy', { metres: Math.max(1, Math.round(fix.accuracy)) })}
      {' · '}
      {t('updated', { minutes })}
    </p>
  );
}
