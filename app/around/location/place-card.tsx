'use client';

import { useTranslations } from 'next-intl';
import type { PlacesState } from '../../places/use-places';
import { ExpandIcon } from '../../ui/icons';
import { LazyPartStatus } from '../../ui/lazy-part';
import { ProblemLine } from '../../ui/problem-line';
import { useLazyImport } from '../../ui/use-lazy-import';
import { PlaceName, PlaceNotes } from './location-card';
import { OtherDevice, SharingToggle, VisibilityDot, VisibilityLine } from './sharing';
import type { Location } from './use-location';

/** What is open below the place card: nothing, the settings, or the settings with the list of buildings. */
export type OpenSettings = 'none' | 'all' | 'buildings';

interface Props {
  location: Location;
  places: PlacesState;
  /** The code of the error of the last change; null when it succeeded. */
  problem: Parameters<typeof ProblemLine>[0]['problem'];
  /** Whether declaring a building has just ended sharing. */
  ended: boolean;
  settings: OpenSettings;
  onSettings: (settings: OpenSettings) => void;
  onAsk: () => void;
  onStop: () => void;
  onFollow: () => void;
  onPick: () => void;
  /** Declares a building; null says that the user left it. */
  onDeclare: (building: string | null) => void;
}

// Loaded later: the first render does not need it.
const loadSettings = () => import('./place-settings');

/** Shows over the map where the user is, who can find them until when, and the switch of sharing; the settings open below. */
export function PlaceCard(props: Props) {
  const { location, places, problem, ended, settings, onSettings } = props;
  const { onAsk, onStop, onFollow, onPick, onDeclare } = props;
  const t = useTranslations('place');
  const open = settings !== 'none';
  const loading = useLazyImport(loadSettings, open);
  const Settings = loading.part?.PlaceSettings;
  return (
    <section aria-label={t('title')} className="place-card floating">
      <div className="flex items-center gap-3">
        <VisibilityDot location={location} />
        <div className="min-w-0 flex-1 py-1">
          <PlaceName location={location} />
          <VisibilityLine location={location} />
        </div>
        <div className="-mr-2 flex flex-none">
          <SharingToggle onAsk={onAsk} onStop={onStop} />
          <button
            type="button"
            aria-expanded={open}
            aria-label={t('settings')}
            title={t('settings')}
            className="icon-button"
            onClick={() => onSettings(open ? 'none' : 'all')}
          >
            <span className={`transition-transform ${open ? 'rotate-180' : ''}`}>
              <ExpandIcon />
            </span>
          </button>
        </div>
      </div>
      <PlaceNotes location={location} onLeave={() => onDeclare(null)} />
      <OtherDevice location={location} />
      <p role="status" className="pt-1 text-sm empty:hidden">
        {ended && t('sharingEnded')}
      </p>
      <ProblemLine problem={problem} className="pt-2" />
      {open &&
        (Settings ? (
          <Settings
            location={location}
            places={places}
            buildings={settings === 'buildings'}
            onFollow={onFollow}
            onPick={onPick}
            onDeclare={onDeclare}
          />
        ) : (
          <LazyPartStatus {...loading} />
        ))}
    </section>
  );
}
