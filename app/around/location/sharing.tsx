'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../../connection/client-provider';
import { Switch } from '../../ui/switch';
import { useDateFormats } from '../../ui/time';
import type { Location } from './use-location';
import { visibilityOf } from './visibility';

interface SwitchProps {
  location: Location;
  onAsk: () => void;
  onStop: () => void;
}

/** Shows the switch of sharing, and who can find the user now and until when. */
export function SharingSwitch({ location, onAsk, onStop }: SwitchProps) {
  const t = useTranslations('sharing');
  const { time } = useDateFormats();
  const place = useClientState((state) => state.place);
  const own = useClientState((state) => state.you.device);
  const link = useClientState((state) => state.link.state);
  const sharing = place?.sharing ?? false;
  const seen = t(`seen.${visibilityOf(place, location.trouble, link, own)}`);
  const until = place?.until;
  const ends =
    until === undefined
      ? ''
      : until === 'gone' || until === 'here' || until === 'off'
        ? t(`until.${until}`)
        : t('until.time', { time: time.format(new Date(until)) });
  return (
    <Switch
      compact
      label={t('switch')}
      hint={`${seen} ${ends}`.trim()}
      on={sharing}
      disabled={link !== 'ready'}
      onClick={sharing ? onStop : onAsk}
    />
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
