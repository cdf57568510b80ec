'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import { AlertIcon, HandIcon } from '../../ui/icons';
import type { Location } from './use-location';

/** Shows the user's building or that it is unknown. */
export function PlaceName({ location }: { location: Location }) {
  const t = useTranslations('place');
  const place = useClientState((state) => state.place);
  if (!place) return <div aria-hidden="true" className="skeleton mb-1 h-6 w-2/3" />;
  const { building, state } = place;
  // A device that reports no position is not waiting for one: the text below says what to do.
  const silent = state === 'waiting' && location.trouble !== null;
  return (
    <h2 className="font-display text-title" aria-live="polite">
      {building ? building.name : t(silent ? 'state.silent' : `state.${state}`)}
    </h2>
  );
}

/** Shows whether the user chose the building by hand, and why this device reports no position. */
export function PlaceNotes({ location, onLeave }: { location: Location; onLeave: () => void }) {
  const t = useTranslations('place');
  const place = useClientState((state) => state.place);
  if (!place) return null;
  return (
    <>
      {place.declared && (
        <p className="flex flex-wrap items-center gap-x-2 text-soft text-sm">
          <HandIcon size={15} /> {t('declared')}
          <button type="button" className="link min-h-9 font-medium" onClick={onLeave}>
            {t('leave')}
          </button>
        </p>
      )}
      {!place.building && place.state === 'unknown' && (
        <p className="text-soft text-sm">{t('stateText.unknown')}</p>
      )}
      {location.trouble && (
        <div role="alert" className="my-2 flex gap-2 rounded-control bg-warn p-3 text-sm text-warn-ink">
          <AlertIcon size={18} />
          <div className="min-w-0">
            <p className="font-semibold">{t(`trouble.${location.trouble}.title`)}</p>
            <p>{t(`trouble.${location.trouble}.next`)}</p>
          </div>
        </div>
      )}
    </>
  );
}
