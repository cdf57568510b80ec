'use client';

import type { ReactNode } from 'react';
import type { View } from '@/clients/state/views';
import { urlOfRoute } from '../../navigation/page-route';

interface Props {
  view: View;
  /** The seq of a message in it. */
  seq?: number;
  onOpen: (view: View, seq?: number) => void;
  children: ReactNode;
}

/** Shows a search result. A click opens it in the page, a modified click in a new tab. */
export function SearchResult({ view, seq, onOpen, children }: Props) {
  return (
    <li>
      <a
        href={urlOfRoute({ tab: 'chats', view, seq: seq ?? null, details: false, query: '' })}
        className="flex min-h-12 items-center gap-3 rounded-xl px-2.5 py-2 hover:bg-sunk"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen(view, seq);
        }}
      >
        {children}
      </a>
    </li>
  );
}
