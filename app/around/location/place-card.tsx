'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ExpandIcon } from '../../ui/icons';
import { LazyPartStatus } from '../../ui/lazy-part';
import { ProblemLine } from '../../ui/problem-line';
import { useLazyImport } from '../../ui/use-lazy-import';
import { LocationCard } from './location-card';
import { OtherDevice, SharingSwitch } from './sharing';
import type { Location } from './use-location';
import type { PlacesState } from './use-places';

interface Props {
  location: Location;
  places: PlacesState;
  /** The code of the error of the last change; null when it succeeded. */
  problem: Parameters<typeof ProblemLine>[0]['problem'];
  /** Whether declaring a building has just ended sharing. */
  ended: boolean;
  onAsk: () => void;
  onStop: () => void;
  onFollow: () => void;
  onPick: () => void;
  /** Declares a building; null says that the user left it. */
  onDeclare: (building: string | null) => void;
  onRange: (range: number) => void;
}

// Loaded later: the first render does not need it.
const loadSettings = () => import('./place-settings');

/** Shows over the map where the user is, who can find them, and the switch of sharing; the settings open below. */
export function PlaceCard(props: Props) {
  const { location, places, problem, ended, onAsk, onStop, onFollow, onPick, onDeclare, onRange } = props;
  const t = useTranslations('place');
  const [open, setOpen] = useState(false);
  const settings = useLazyImport(loadSettings, open);
  const Settings = settings.part?.PlaceSettings;
  return (
    <section aria-label={t('title')} className="place-card floating">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <LocationCard location={location} onLeave={() => onDeclare(null)} />
          <SharingSwitch location={location} onAsk={onAsk} onStop={onStop} />
        </div>
        <button
          type="button"
          aria-expanded={open}
          aria-label={t('settings')}
          title={t('settings')}
          className="icon-button -mr-2 self-start"
          onClick={() => setOpen(!open)}
        >
          <span className={`transition-transform ${open ? 'rotate-180' : ''}`}>
            <ExpandIcon />
          </span>
        </button>
      </div>
      <OtherDevice location={location} />
      <p role="status" className="pt-2 text-sm empty:hidden">
        {ended && t('sharingEnded')}
      </p>
      <ProblemLine problem={problem} className="pt-2" />
      {open &&
        (Settings ? (
          <Settings
            location={location}
            places={places}
            onFollow={onFollow}
            onPick={onPick}
            onDeclare={onDeclare}
            onRange={onRange}
          />
        ) : (
          <LazyPartStatus {...settings} />
        ))}
    </section>
  );
}
