'use client';

import { useEffect } from 'react';
import { attention } from '@/clients/state/views';
import { shortCount } from '../conversation-list/short-count';
import { useQuadState } from './quad';

/** The number of unread messages stands before the page's title, where other tabs show it. */
export function useTitleBadge(): void {
  const unread = useQuadState(attention);
  useEffect(() => {
    const title = document.title.replace(/^\(\d+\+?\) /, '');
    document.title = unread > 0 ? `(${shortCount(unread)}) ${title}` : title;
  }, [unread]);
}
