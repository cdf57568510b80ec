'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { WirePlace } from '@/protocol/messages';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { useOverlay } from '../ui/use-overlay';
import { MapCard } from './location/map-card';
import { PlaceCard } from './location/place-card';
import type { SharingDuration } from './location/sharing-dialog';
import { useLocation } from './location/use-location';
import { usePlaces } from './location/use-places';

interface Props {
  className: string;
  tileUrl: string;
  /** Days for which administrators can read the user's movements; null when they are not stored. */
  movementsKept: number | null;
  /** Whether the dialog that explains sharing is open. */
  sharingDialog: boolean;
  onSharingDialog: (open: boolean) => void;
  /** Called when the map has to be in sight. */
  onShowMap: () => void;
  /** What lies over the lower edge of the map. */
  children: ReactNode;
}

// Loaded later: the first render does not need it.
const loadSharingDialog = () => import('./location/sharing-dialog');

/** Shows the map as large as its parent, the user's place over its upper edge, and `children` over its lower edge. */
export function Around({
  className,
  tileUrl,
  movementsKept,
  sharingDialog,
  onSharingDialog,
  onShowMap,
  children,
}: Props) {
  const t = useTranslations('place');
  const { ask, dispatch } = useClient();
  const place = useClientState((state) => state.place);
  const location = useLocation();
  const places = usePlaces();
  const { problem, attempt } = useAttempt();
  /** Whether declaring a building has just ended sharing. */
  const [ended, setEnded] = useState(false);
  const [picking, setPicking] = useState(false);
  /** For how long a chosen point will be shared. */
  const [duration, setDuration] = useState<SharingDuration>(60);

  const SharingDialog = useOverlay(loadSharingDialog, sharingDialog)?.SharingDialog;

  /** Puts the location that a request answers with into the state. Resolves to true when the server accepted it. */
  async function change(request: Promise<{ place: WirePlace }>): Promise<boolean> {
    setEnded(false);
    const answer = await attempt(request);
    if (answer) dispatch({ type: 'place', place: answer.place });
    return answer !== null;
  }

  function startSharing(lasting: SharingDuration) {
    return change(ask('update_sharing', { sharing: true, lasting }));
  }

  async function putAt(latitude: number, longitude: number) {
    setPicking(false);
    location.putAt(latitude, longitude);
    if (!place?.sharing) await startSharing(duration);
  }

  async function follow(duration: SharingDuration = 60) {
    onSharingDialog(false);
    // Called first and within the tap itself: browsers ask for permission only then.
    location.followDevice();
    if (!place?.sharing) await startSharing(duration);
  }

  async function declare(building: string | null) {
    onSharingDialog(false);
    setPicking(false);
    const shared = place?.sharing === true;
    if (!(await change(ask('declare_building', { building })))) return;
    setEnded(shared && building !== null);
    location.stop();
  }

  async function stopSharing() {
    setPicking(false);
    if (await change(ask('update_sharing', { sharing: false }))) location.stop();
  }

  function pick(duration: SharingDuration = 60) {
    setDuration(duration);
    onSharingDialog(false);
    onShowMap();
    setPicking(true);
  }

  return (
    <div className={`${className} relative isolate min-h-0 min-w-0 overflow-hidden bg-map-ground`}>
      <section aria-label={t('map')} className="absolute inset-0">
        <MapCard
          location={location}
          places={places}
          tileUrl={tileUrl}
          picking={picking}
          onPicked={putAt}
          onPicking={setPicking}
        />
      </section>
      {!picking && (
        <>
          <PlaceCard
            location={location}
            places={places}
            problem={problem}
            ended={ended}
            onAsk={() => onSharingDialog(true)}
            onStop={stopSharing}
            onFollow={() => follow()}
            onPick={() => pick()}
            onDeclare={declare}
            onRange={(range) => change(ask('update_range', { range }))}
          />
          {children}
        </>
      )}
      {SharingDialog && (
        <SharingDialog
          open={sharingDialog}
          movementsKept={movementsKept}
          onClose={() => onSharingDialog(false)}
          onFollow={follow}
          onPick={pick}
        />
      )}
    </div>
  );
}
