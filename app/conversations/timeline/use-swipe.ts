'use client';

import { type PointerEvent, type RefObject, useRef } from 'react';

/** Pixels of a finger's way: from which it is a swipe, from which it acts, and the farthest that the element follows. */
const BEGINS = 12;
const ACTS = 56;
const FARTHEST = 72;

/**
 * Returns the handlers that let a finger swipe an element towards the end of the line, for which `onSwipe` is called.
 * The element follows the finger and returns; vertical scrolling is left to the browser (`touch-action: pan-y`).
 */
export function useSwipe(element: RefObject<HTMLElement | null>, onSwipe: (() => void) | null) {
  const from = useRef<{ x: number; y: number; swiping: boolean } | null>(null);

  /** Returns the pixels that the finger moved towards the end of the line. */
  const along = (event: PointerEvent<HTMLElement>, x: number) =>
    (event.clientX - x) * (getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1);

  function end(event: PointerEvent<HTMLElement>) {
    const started = from.current;
    from.current = null;
    if (!started?.swiping || !element.current) return;
    element.current.style.translate = '';
    if (event.type === 'pointerup' && along(event, started.x) >= ACTS) onSwipe?.();
  }

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const scrolls = (event.target as Element).closest('pre');
      if (!onSwipe || event.pointerType !== 'touch' || !event.isPrimary || scrolls) return;
      from.current = { x: event.clientX, y: event.clientY, swiping: false };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const started = from.current;
      if (!started || !element.current) return;
      const moved = along(event, started.x);
      if (!started.swiping) {
        if (Math.abs(event.clientY - started.y) > BEGINS) from.current = null;
        if (moved < BEGINS) return;
        started.swiping = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }
      const sign = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1;
      element.current.style.translate = `${sign * Math.max(0, Math.min(moved, FARTHEST))}px`;
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
