'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../connection/client-provider';

interface Props {
  onHour: () => void;
  onBuildings: () => void;
}

/** Shows, while the user neither shares a place nor chose a building, that they decide, and the two ways to begin. */
export function FirstVisit({ onHour, onBuildings }: Props) {
  const t = useTranslations('sharing.first');
  const ready = useClientState((state) => state.link.state === 'ready');
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3">
      <p className="font-display text-name">{t('title')}</p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-primary" disabled={!ready} onClick={onHour}>
          {t('hour')}
        </button>
        <button type="button" className="button" disabled={!ready} onClick={onBuildings}>
          {t('building')}
        </button>
      </div>
    </div>
  );
}
