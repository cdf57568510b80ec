'use client';

import { type ReactNode, useEffect, useRef } from 'react';

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

/** Pixels between an overlay and the window's edges. */
export const OVERLAY_PADDING = 8;

/** Returns an anchor of Base UI for a rectangle of the window. */
export const anchorAt = (rectangle: DOMRect) => ({ getBoundingClientRect: () => rectangle });

/** Closes an overlay with the Back of a phone, which Base UI leaves alone. Escape is Base UI's. */
export function useCloseOnBack(open: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    if (!open || !('CloseWatcher' in window) || !matchMedia('(pointer: coarse)').matches) return;
    const watcher = new (window.CloseWatcher as new () => EventTarget & { destroy(): void })();
    watcher.addEventListener('close', () => latest.current());
    return () => watcher.destroy();
  }, [open]);
}
