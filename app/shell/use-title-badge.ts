'use client';

import { useEffect } from 'react';
import { attentionCount } from '@/clients/state/views';
import { useQuadState } from '../connection/quad-provider';
import { shortCount } from '../conversation-list/short-count';

/** The number of unread messages stands before the page's title, where other tabs show it. */
export function useTitleBadge(): void {
  const unread = useQuadState(attentionCount);
  useEffect(() => {
    const title = document.title.replace(/^\(\d+\+?\) /, '');
    document.title = unread > 0 ? `(${shortCount(unread)}) ${title}` : title;
  }, [unread]);
}
