'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { WirePlace } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { ProblemLine } from '../../ui/problem-line';
import { BuildingList } from './building-list';
import { LocationCard } from './location-card';
import { MapCard } from './map-card';
import { RangePicker } from './range-picker';
import { SharingDialog, type SharingDuration, SharingSwitch } from './sharing';
import { useLocation } from './use-location';
import { usePlaces } from './use-places';

interface Props {
  /** The class that shows or hides the part about the location. */
  className: string;
  tileUrl: string;
  /** Days for which administrators can read the user's movements; null when they are not stored. */
  movementsKept: number | null;
  /** Whether the dialog that explains sharing is open. */
  sharingDialog: boolean;
  onSharingDialog: (open: boolean) => void;
  /** Called when the map has to be in sight. */
  onShowMap: () => void;
  /** The content between the location and the map. */
  children: ReactNode;
}

/** Shows the user's location, sharing and range; the map, and its buildings as a list. */
export function LocationPanel({
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
  const ready = useClientState((state) => state.link.state === 'ready');
  const location = useLocation();
  const places = usePlaces();
  const { problem, attempt } = useAttempt();
  /** Whether declaring a building has just ended sharing. */
  const [ended, setEnded] = useState(false);
  const [picking, setPicking] = useState(false);
  /** For how long a chosen point will be shared. */
  const [duration, setDuration] = useState<SharingDuration>(60);

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
    <>
      <section aria-label={t('title')} className={`${className} card flex-none flex-col p-4`}>
        <LocationCard
          location={location}
          onFollow={() => follow()}
          onPick={() => pick()}
          onLeave={() => declare(null)}
        />
        <SharingSwitch location={location} onAsk={() => onSharingDialog(true)} onStop={stopSharing} />
        <p role="status" className="pt-2 text-sm empty:hidden">
          {ended && t('sharingEnded')}
        </p>
        <ProblemLine problem={problem} className="pt-2" />
        {place?.sharing && (
          <RangePicker disabled={!ready} onRange={(range) => change(ask('update_range', { range }))} />
        )}
      </section>
      {children}
      <section aria-label={t('map')} className={`${className} flex-none flex-col gap-3`}>
        <MapCard
          location={location}
          places={places}
          tileUrl={tileUrl}
          picking={picking}
          onPicked={putAt}
          onPicking={setPicking}
        />
        <BuildingList places={places} onDeclare={declare} />
      </section>
      <SharingDialog
        open={sharingDialog}
        movementsKept={movementsKept}
        onClose={() => onSharingDialog(false)}
        onFollow={follow}
        onPick={pick}
      />
    </>
  );
}
