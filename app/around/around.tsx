'use client';

import { useTranslations } from 'next-intl';
import { type ComponentProps, type ReactNode, useState } from 'react';
import type { WirePlace } from '@/protocol/messages';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { usePlaces } from '../places/use-places';
import { useReach } from '../reach/use-reach';
import { useCloseOnBack } from '../ui/overlay';
import { useOverlay } from '../ui/use-overlay';
import { MapCard } from './location/map-card';
import { PlaceCard } from './location/place-card';
import { rememberedDuration, type SharingDuration } from './location/sharing-duration';
import { useLocation } from './location/use-location';
import { NearbySheet } from './nearby-sheet';

interface Props {
  className: string;
  /** The campus, drawn until the map is loaded. */
  sketch: ReactNode;
  tileUrl: string;
  /** Days for which administrators can read the user's movements; null when they are not stored. */
  movementsKept: number | null;
  /** Whether the dialog that explains sharing is open. */
  sharingDialog: boolean;
  onSharingDialog: (open: boolean) => void;
  /** Called when the map has to be in sight. */
  onShowMap: () => void;
  /** What the sheet over the lower edge of the map needs of the page. */
  sheet: Pick<ComponentProps<typeof NearbySheet>, 'writes' | 'idle' | 'onNew' | 'conversations'>;
}

// Loaded later: the first render does not need it.
const loadSharingDialog = () => import('./location/sharing-dialog');

/** Shows the map as large as its parent, the user's place over its upper edge, and the sheet over its lower edge. */
export function Around({
  className,
  sketch,
  tileUrl,
  movementsKept,
  sharingDialog,
  onSharingDialog,
  onShowMap,
  sheet,
}: Props) {
  const t = useTranslations('place');
  const { ask, dispatch } = useClient();
  const place = useClientState((state) => state.place);
  const you = useClientState((state) => state.you.id);
  const location = useLocation();
  const places = usePlaces();
  const reach = useReach();
  const { problem, attempt } = useAttempt();
  /** Whether declaring a building has just ended sharing. */
  const [ended, setEnded] = useState(false);
  const [picking, setPicking] = useState(false);
  const [settings, setSettings] = useState(false);
  /** Whether the list of places is open. */
  const [listed, setListed] = useState(false);
  /** For how long a chosen point will be shared. */
  const [duration, setDuration] = useState<SharingDuration>(60);

  useCloseOnBack(settings, () => setSettings(false));
  useCloseOnBack(listed, () => setListed(false));
  useCloseOnBack(picking, () => setPicking(false));
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
    setSettings(false);
    setListed(false);
    const shared = place?.sharing === true;
    if (!(await change(ask('declare_building', { building })))) return;
    setEnded(shared && building !== null);
    location.stop();
  }

  const setRange = (range: number) => change(ask('update_range', { range }));

  async function stopSharing() {
    setPicking(false);
    if (await change(ask('update_sharing', { sharing: false }))) location.stop();
  }

  /** Starts sharing as the last time, or for `first` when this browser has been asked before; else asks. */
  function share(first?: SharingDuration) {
    const last = rememberedDuration(you);
    if (last === null) onSharingDialog(true);
    else void follow(first ?? last);
  }

  function pick(duration: SharingDuration = 60) {
    setDuration(duration);
    onSharingDialog(false);
    setSettings(false);
    onShowMap();
    setPicking(true);
  }

  function list() {
    setSettings(false);
    setListed(true);
  }

  return (
    <div
      data-map-frame
      className={`${className} relative isolate min-h-0 min-w-0 overflow-hidden bg-map-ground`}
    >
      <section aria-label={t('map')} className="absolute inset-0">
        <MapCard
          sketch={sketch}
          location={location}
          places={places}
          reach={reach}
          tileUrl={tileUrl}
          picking={picking}
          listed={listed}
          onPicked={putAt}
          onPicking={setPicking}
          onList={setListed}
          onDeclare={declare}
          onRange={setRange}
        />
      </section>
      {!picking && (
        <>
          <PlaceCard
            location={location}
            problem={problem}
            ended={ended}
            settings={settings}
            onSettings={setSettings}
            onAsk={() => share()}
            onStop={stopSharing}
            onFollow={() => follow()}
            onPick={() => pick()}
            onList={list}
            onLeave={() => declare(null)}
          />
          <NearbySheet
            {...sheet}
            reach={reach}
            onShare={() => onSharingDialog(true)}
            onPlace={onShowMap}
            onHour={() => share(60)}
            onBuildings={list}
          />
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
