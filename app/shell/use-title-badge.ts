'use client';

import { useEffect } from 'react';
import { attentionCount } from '@/clients/state/views';
import { useQuadState } from '../connection/quad-provider';
import { shortCount } from '../conversation-list/short-count';

/** Shows the number of unread messages in the page's title. */
export function useTitleBadge(): void {
  const unread = useQuadState(attentionCount);
  useEffect(() => {
    const title = document.title.replace(/^\(\d+\+?\) /, '');
    document.title = unread > 0 ? `(${shortCount(unread)}) ${title}` : title;
  }, [unread]);
}
