'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { overlayHistory } from './overlay-history';

/** What `Popover` and the view that it loads are given. */
export interface PopoverProps {
  /** The rectangle of the element that it opens beside; null while it is closed. */
  anchor: DOMRect | null;
  label: string;
  /** Given while it is open because the mouse rests on the element: the focus stays, and the mouse moves in and out. */
  hover?: { onEnter: () => void; onLeave: () => void } | undefined;
  onClose: () => void;
  /** Called once it has closed and returned the focus, so that what follows may move it. */
  onClosed?: () => void;
  children: ReactNode;
}

/** What `FullScreen` and the view that it loads are given. */
export interface FullScreenProps {
  open: boolean;
  onClose: () => void;
  label: string;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** Pixels between an overlay and the window's edges. */
export const OVERLAY_PADDING = 8;

/** Returns an anchor of Base UI for a rectangle of the window. */
export const anchorAt = (rectangle: DOMRect) => ({ getBoundingClientRect: () => rectangle });

/**
 * Closes an overlay with the Back of a phone, which Base UI leaves alone. Escape is Base UI's. Other devices have buttons and
 * Escape to close it, and their Back leads to the page before.
 */
export function useCloseOnBack(open: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    if (!open || !matchMedia('(pointer: coarse)').matches) return;
    return overlayHistory().open(() => latest.current());
  }, [open]);
}
