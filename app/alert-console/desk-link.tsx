'use client';

import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useDesk } from './desk-provider';
import { type DeskRoute, urlOf } from './desk-route';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: DeskRoute;
}

/** Shows a link to another view of the console, which opens without a request to the server. */
export function DeskLink({ to, children, ...rest }: Props) {
  const { go } = useDesk();
  function clicked(event: MouseEvent) {
    // The browser opens a new tab or window.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a {...rest} href={urlOf(to)} onClick={clicked}>
      {children}
    </a>
  );
}
