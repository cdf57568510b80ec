'use client';

import { useEffect } from 'react';
import { shortCount, totalUnread } from '@/clients/state/unread';
import { useClientState } from '../connection/client-provider';

/** Shows the number of unread messages in the page's title. */
export function useTitleBadge(): void {
  const unread = useClientState(totalUnread);
  useEffect(() => {
    const title = document.title.replace(/^\(\d+\+?\) /, '');
    document.title = unread > 0 ? `(${shortCount(unread)}) ${title}` : title;
  }, [unread]);
}
