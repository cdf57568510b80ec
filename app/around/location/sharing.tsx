'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import { InvisibleIcon, VisibleIcon } from '../../ui/icons';
import { useDateFormats } from '../../ui/time';
import type { Location } from './use-location';
import { type Visibility, visibilityOf } from './visibility';

/** Returns what is true now of being found, and when sharing ends. */
export function useVisibility({ trouble }: Location) {
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  const link = useClientState((state) => state.link.state);
  return { visibility: visibilityOf(place, trouble, link, own), until: place?.until };
}

const FOUND: readonly Visibility[] = ['found', 'last', 'declared'];

/** Shows the user's dot: filled while somebody can find the user. Decoration: the line beside it says it in words. */
export function VisibilityDot({ location }: { location: Location }) {
  const { visibility } = useVisibility(location);
  const look = FOUND.includes(visibility)
    ? 'bg-accent outline-4 outline-tint'
    : visibility === 'off' || visibility === 'unsure'
      ? 'border-2 border-edge'
      : 'bg-now';
  return <span aria-hidden="true" className={`ms-0.5 size-3.5 flex-none rounded-full ${look}`} />;
}

/** Shows in a few words whether others can find the user now, and until when. */
export function VisibilityLine({ location }: { location: Location }) {
  const t = useTranslations('sharing');
  const { time } = useDateFormats();
  const loaded = useClientState((state) => state.loaded);
  const { visibility, until } = useVisibility(location);
  // The first connection is not there yet: an empty line, rather than one that says so for a moment.
  if (!loaded && visibility === 'unsure') return <p className="text-sm leading-snug">&nbsp;</p>;
  return (
    <p className="text-soft text-sm leading-snug">
      {visibility !== 'found' || until === undefined
        ? t(`short.${visibility}`)
        : until === 'gone' || until === 'here' || until === 'off'
          ? t(`visible.${until}`)
          : t('visible.time', { time: time.format(new Date(until)) })}
    </p>
  );
}

/** Shows the switch of sharing: one tap makes the user invisible. */
export function SharingToggle({ onAsk, onStop }: { onAsk: () => void; onStop: () => void }) {
  const t = useTranslations('sharing');
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const ready = useClientState((state) => state.link.state === 'ready');
  return (
    <button
      type="button"
      role="switch"
      aria-checked={sharing}
      aria-label={t('switch')}
      title={t(sharing ? 'hide' : 'show')}
      disabled={!ready}
      className={`icon-button disabled:opacity-60 ${sharing ? 'bg-tint text-accent' : 'bg-sunk'}`}
      onClick={sharing ? onStop : onAsk}
    >
      {sharing ? <VisibleIcon /> : <InvisibleIcon />}
    </button>
  );
}

/** Shows which other device says where the user is, and a button that takes over from it. */
export function OtherDevice({ location }: { location: Location }) {
  const t = useTranslations('sharing');
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  if (!place?.device || place.device.id === own) return null;
  const { name } = place.device;
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-soft text-sm">
      {name === null ? t('otherDevice') : t('byDevice', { name })}
      <button type="button" className="link min-h-9 font-medium" onClick={location.takeOver}>
        {t('useThis')}
      </button>
    </p>
  );
}
