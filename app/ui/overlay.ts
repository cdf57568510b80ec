'use client';

import { useEffect, useRef } from 'react';

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
