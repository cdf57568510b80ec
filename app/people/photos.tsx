'use client';

import {
  type ComponentProps,
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Photos } from '@/clients/people/photos';
import { isErased } from '@/protocol/erased';
import { useClient, useClientState } from '../connection/client-provider';
import { Avatar } from '../ui/avatar';

const Context = createContext<Photos | null>(null);
const NEVER = () => () => {};

/** Loaded later: the first render shows initials. */
const loadPhotos = () => import('@/clients/people/photos');

/** Provides the photos of people to every part of the page. */
export function PhotoProvider({ children }: { children: ReactNode }) {
  const { ask, storage } = useClient();
  const blocks = useClientState((state) => state.blocks);
  const [photos, setPhotos] = useState<Photos | null>(null);
  useEffect(() => {
    // Without its code the page has no photos.
    loadPhotos()
      .then(({ createPhotos }) => setPhotos(createPhotos({ ask, storage })))
      .catch(() => {});
  }, [ask, storage]);
  // A block changes whose photos the user may see.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the blocks is the reason
  useEffect(() => photos?.refresh(), [photos, blocks.version]);
  // Whoever comes near may be seen from then on.
  const people = useClientState((state) => state.people);
  const before = useRef(people);
  useEffect(() => {
    const added = Object.keys(people).filter((id) => !before.current[id]);
    before.current = people;
    if (added.length > 0) photos?.appeared(added);
  }, [photos, people]);
  const erased = useClientState((state) => state.erased);
  useEffect(() => photos?.erase(Object.keys(erased)), [photos, erased]);
  const erasures = useClientState((state) => (state.loaded ? state.erasures : null));
  useEffect(() => {
    // What cannot be checked now is checked at the next visit.
    if (erasures !== null) photos?.check(erasures).catch(() => {});
  }, [photos, erasures]);
  return <Context value={photos}>{children}</Context>;
}

/** Returns the URL of a user's photo; null without a photo, while it is unknown, and outside `PhotoProvider`. */
function usePhotoUrl(username: string | null, size: 'small' | 'large'): string | null {
  const photos = useContext(Context);
  // Before the first snapshot there is no connection that could answer.
  const loaded = useClientState((state) => state.loaded);
  const read = () => (photos && username !== null ? photos.of(username, size, loaded) : null);
  return useSyncExternalStore(photos?.subscribe ?? NEVER, read, () => null);
}

/** The longest side in CSS pixels for which the small photo is sharp on a dense screen. */
const SMALL = 48;

/** Shows the photo of a user or the initials; of a bot its icon. */
export function PersonAvatar(props: Omit<ComponentProps<typeof Avatar>, 'photo'>) {
  const { id, bot = false, size = 36 } = props;
  const photo = usePhotoUrl(bot || isErased(id) ? null : id, size > SMALL ? 'large' : 'small');
  return <Avatar {...props} photo={photo ?? undefined} />;
}
