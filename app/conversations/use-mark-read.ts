'use client';

import { useMemo } from 'react';
import { headOf } from '@/clients/state/log';
import { isMarkedUnread, unreadCounts } from '@/clients/state/unread';
import type { WireConversation } from '@/protocol/messages';
import { useClient } from '../connection/client-provider';

/**
 * Returns functions that mark one conversation as read up to its head or as unread, or all as read, here and on the
 * user's other devices.
 */
export function useMarkRead(): {
  markRead(id: string): void;
  markUnread(id: string): void;
  markAllRead(): void;
} {
  const { store, dispatch, ask } = useClient();
  return useMemo(() => {
    const take = (request: Promise<{ conversation?: WireConversation }>) =>
      request.then(
        ({ conversation }) => conversation && dispatch({ type: 'conversation', conversation }),
        () => {},
      );
    function mark(ids: string[]) {
      const { log } = store.get();
      const known = ids.flatMap((id) => log[id] ?? []);
      // Only read marks that move are reported to the server; the mark as unread has none that moves.
      for (const conversation of known)
        if (isMarkedUnread(conversation))
          void take(ask('mark_read', { conversation: conversation.id, seq: headOf(conversation) }));
      dispatch({
        type: 'read',
        read: Object.fromEntries(known.map((conversation) => [conversation.id, headOf(conversation)])),
      });
    }
    return {
      markRead: (id) => mark([id]),
      markUnread: (id) => void take(ask('mark_unread', { conversation: id })),
      markAllRead: () => mark(Object.keys(unreadCounts(store.get()))),
    };
  }, [store, dispatch, ask]);
}
