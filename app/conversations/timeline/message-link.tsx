'use client';

import type { ReactNode } from 'react';
import { useNavigation } from '../../navigation/navigation-provider';
import { readRoute } from '../../navigation/page-route';

/**
 * Shows a link of a message. A link to this page navigates within it; any other opens in a new tab without a
 * referrer.
 */
export function MessageLink({ href, children }: { href: string; children: ReactNode }) {
  const { route, push } = useNavigation();
  const url = new URL(href);
  if (typeof location !== 'undefined' && url.origin === location.origin && url.pathname === '/') {
    return (
      <a
        href={href}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          push({ ...readRoute(url.search), query: route.query });
        }}
      >
        {children}
      </a>
    );
  }
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  );
}
