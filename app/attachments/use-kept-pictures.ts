'use client';

import { useEffect } from 'react';
import { picturesOf } from '@/clients/attachments/pictures';
import { useClient, useClientState } from '../connection/client-provider';

/** Loads again after a reconnect what could not be loaded, and deletes the kept photos of messages that are gone. */
export function useKeptPictures(): void {
  const { storage, store } = useClient();
  const ready = useClientState(({ loaded, link }) => loaded && link.state === 'ready');
  useEffect(() => {
    if (!ready) return;
    const pictures = picturesOf(storage);
    pictures.retry();
    const attachments = Object.values(store.get().log)
      .flatMap(({ entries }) => entries)
      .flatMap(({ message }) => message.attachments ?? []);
    void pictures.keepOnly(new Set(attachments.map(({ id }) => id)));
  }, [ready, storage, store]);
}
