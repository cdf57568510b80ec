'use client';

import { useTranslations } from 'next-intl';
import { ExpandIcon } from '../../ui/icons';
import { LazyPartStatus } from '../../ui/lazy-part';
import { ProblemLine } from '../../ui/problem-line';
import { useLazyImport } from '../../ui/use-lazy-import';
import { PlaceName, PlaceNotes } from './location-card';
import { OtherDevice, SharingToggle, VisibilityDot, VisibilityLine } from './sharing';
import type { Location } from './use-location';

interface Props {
  location: Location;
  /** The code of the error of the last change; null when it succeeded. */
  problem: Parameters<typeof ProblemLine>[0]['problem'];
  /** Whether declaring a building has just ended sharing. */
  ended: boolean;
  /** Whether the settings are open. */
  settings: boolean;
  onSettings: (open: boolean) => void;
  onAsk: () => void;
  onStop: () => void;
  onFollow: () => void;
  onPick: () => void;
  onList: () => void;
  /** Called when the user says that they left the building that they declared. */
  onLeave: () => void;
}

// Loaded later: the first render does not need it.
const loadSettings = () => import('./place-settings');

/** Shows over the map where the user is, who can find them until when, and the switch of sharing; the settings open below. */
export function PlaceCard(props: Props) {
  const { location, problem, ended, settings: open, onSettings } = props;
  const { onAsk, onStop, onFollow, onPick, onList, onLeave } = props;
  const t = useTranslations('place');
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
        <div className="-me-2 flex flex-none">
          <SharingToggle onAsk={onAsk} onStop={onStop} />
          <button
            type="button"
            aria-expanded={open}
            aria-label={t('settings')}
            title={t('settings')}
            className="icon-button"
            onClick={() => onSettings(!open)}
          >
            <span className={`transition-transform ${open ? 'rotate-180' : ''}`}>
              <ExpandIcon />
            </span>
          </button>
        </div>
      </div>
      <PlaceNotes location={location} onLeave={onLeave} />
      <OtherDevice location={location} />
      <p role="status" className="pt-1 text-sm empty:hidden">
        {ended && t('sharingEnded')}
      </p>
      <ProblemLine problem={problem} className="pt-2" />
      {open &&
        (Settings ? (
          <Settings location={location} onFollow={onFollow} onPick={onPick} onList={onList} />
        ) : (
          <LazyPartStatus {...loading} />
        ))}
    </section>
  );
}
