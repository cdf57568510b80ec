'use client';

import { useMemo } from 'react';
import { headOf } from '@/clients/state/log';
import { unreadOf } from '@/clients/state/views';
import { useQuad } from '../connection/quad-provider';

/**
 * Returns functions that mark one conversation or all as read up to their heads, at once here and then on the user's
 * other devices.
 */
export function useMarkRead(): { markRead(id: string): void; all(): void } {
  const { store, dispatch } = useQuad();
  return useMemo(() => {
    function mark(ids: string[]) {
      const { log } = store.get();
      const known = ids.flatMap((id) => log[id] ?? []);
      dispatch({
        type: 'read',
        read: Object.fromEntries(known.map((conversation) => [conversation.id, headOf(conversation)])),
      });
    }
    return { markRead: (id) => mark([id]), all: () => mark(Object.keys(unreadOf(store.get()))) };
  }, [store, dispatch]);
}
