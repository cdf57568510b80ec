'use client';

import { useMemo } from 'react';
import { headOf } from '@/clients/state/log';
import { unreadCounts } from '@/clients/state/unread';
import { useClient } from '../../connection/client-provider';

/**
 * Returns functions that mark one conversation or all as read up to their heads, at once here and then on the user's
 * other devices.
 */
export function useMarkRead(): { markRead(id: string): void; markAllRead(): void } {
  const { store, dispatch } = useClient();
  return useMemo(() => {
    function mark(ids: string[]) {
      const { log } = store.get();
      const known = ids.flatMap((id) => log[id] ?? []);
      dispatch({
        type: 'read',
        read: Object.fromEntries(known.map((conversation) => [conversation.id, headOf(conversation)])),
      });
    }
    return { markRead: (id) => mark([id]), markAllRead: () => mark(Object.keys(unreadCounts(store.get()))) };
  }, [store, dispatch]);
}
