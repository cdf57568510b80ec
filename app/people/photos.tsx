'use client';

import {
  type ComponentProps,
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { createPhotoIds, type PhotoIds } from '@/clients/people/photo-ids';
import { isErased } from '@/protocol/erased';
import { photoPath } from '@/protocol/photos';
import { useClient, useClientState } from '../connection/client-provider';
import { Avatar } from '../ui/avatar';

const Context = createContext<PhotoIds | null>(null);
const NEVER = () => () => {};

/** Provides the photos of people to every part of the page. */
export function PhotoProvider({ children }: { children: ReactNode }) {
  const { ask } = useClient();
  const blocks = useClientState((state) => state.blocks);
  const ids = useMemo(() => createPhotoIds({ ask }), [ask]);
  // A block changes whose photos the user may see.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the blocks is the reason
  useEffect(() => ids.refresh(), [ids, blocks.version]);
  return <Context value={ids}>{children}</Context>;
}

/** Returns the id of a user's photo; null without a photo, while it is unknown, and outside `PhotoProvider`. */
function usePhotoId(username: string | null): string | null {
  const ids = useContext(Context);
  // Before the first snapshot there is no connection that could answer.
  const loaded = useClientState((state) => state.loaded);
  const read = () => (ids && username !== null && loaded ? ids.of(username) : null);
  return useSyncExternalStore(ids?.subscribe ?? NEVER, read, () => null);
}

/** The longest side in CSS pixels for which the small photo is sharp on a dense screen. */
const SMALL = 48;

/** Shows the photo of a user or the initials; of a bot its icon. */
export function PersonAvatar(props: Omit<ComponentProps<typeof Avatar>, 'photo'>) {
  const { id, bot = false, size = 36 } = props;
  const photo = usePhotoId(bot || isErased(id) ? null : id);
  return <Avatar {...props} photo={photo ? photoPath(photo, size > SMALL ? 'large' : 'small') : undefined} />;
}
