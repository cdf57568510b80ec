'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

/** Pixels from the bottom that still count as the end. */
const NEAR = 48;
/** Pixels from an end of the loaded messages at which more are loaded. */
const AHEAD = 900;

interface Options {
  /** Whether the newest message is loaded: then the box stays at its end while it is there. */
  end: boolean;
  /** The seq that must stay in sight at the top while the window has no focus: the first unread. */
  hold: number | null;
  onNearTop: () => void;
  onNearBottom: () => void;
  /** Draws what is in sight of the box, or what is around the message that it is going to show. */
  draw: (box: HTMLElement, goingTo: number | null) => void;
}

export interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  /** Whether it scrolls to a message that is not rendered yet. */
  going(): boolean;
  toBottom(): void;
  /** Scrolls to a message: at once if it is rendered, else as soon as it is. */
  show(seq: number, where: 'start' | 'centre'): void;
}

/** Returns the pixels of a box's content below its visible part. */
const below = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
  scrollHeight - scrollTop - clientHeight;

/** Whether the end of a box is in sight now; `atBottom` is as of the last render. */
export const isAtEnd = (box: HTMLElement) => below(box) < NEAR;

/** Returns the element of a message, or null. */
export function elementOf(box: HTMLElement, seq: number): HTMLElement | null {
  return box.querySelector(`[data-seq="${seq}"]`);
}

/**
 * Keeps a scroll box at its end while it is there; otherwise keeps the topmost visible message where it is, whatever
 * is added or grows above it. Done by hand, since not every browser anchors scrolling. Returns the box's ref, its
 * state and functions to scroll.
 */
export function useScroll({ end, hold, onNearTop, onNearBottom, draw }: Options): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(true);
  const stuck = useRef(true);
  const anchor = useRef<{ seq: number; top: number } | null>(null);
  /** The message to scroll to once it is rendered. */
  const target = useRef<{ seq: number; where: 'start' | 'centre' } | 'end' | null>(null);
  const latest = useRef({ end, hold, onNearTop, onNearBottom, draw });

  /** Stores the scroll position. */
  const look = useCallback(() => {
    const element = box.current;
    // A hidden box has no height to measure.
    if (!element || element.clientHeight === 0) return;
    stuck.current = latest.current.end && isAtEnd(element);
    setAtBottom(stuck.current);
    anchor.current = firstInSight(element);
    const going = target.current;
    latest.current.draw(element, going === null || going === 'end' ? null : going.seq);
    if (element.scrollTop < AHEAD) latest.current.onNearTop();
    if (below(element) < AHEAD) latest.current.onNearBottom();
  }, []);

  /** Restores the scroll position after a change of layout. */
  const settle = useCallback(() => {
    const element = box.current;
    if (!element || element.clientHeight === 0) return;
    const { top } = element.getBoundingClientRect();
    const offset = (seq: number) => {
      const found = elementOf(element, seq)?.getBoundingClientRect();
      return found ? found.top - top : null;
    };
    const going = target.current;
    const targetOffset = going !== null && going !== 'end' ? offset(going.seq) : null;
    if (going === 'end' && latest.current.end) {
      element.scrollTop = element.scrollHeight;
      target.current = null;
    } else if (going !== null && going !== 'end' && targetOffset !== null) {
      element.scrollTop += targetOffset - element.clientHeight * (going.where === 'start' ? 0.2 : 0.4);
      target.current = null;
    } else if (stuck.current && latest.current.end) {
      element.scrollTop = element.scrollHeight;
      const { hold } = latest.current;
      const held = hold === null ? null : offset(hold);
      if (held !== null && held < NEAR) element.scrollTop += held - NEAR;
    } else if (anchor.current) {
      const now = offset(anchor.current.seq);
      const moved = now === null ? 0 : now - anchor.current.top;
      // Setting the position ends a smooth scroll of the user, even where nothing moved.
      if (Math.abs(moved) >= 1) element.scrollTop += moved;
    }
    look();
  }, [look]);

  useLayoutEffect(() => {
    latest.current = { end, hold, onNearTop, onNearBottom, draw };
    settle();
  });

  useEffect(() => {
    const element = box.current;
    if (!element || !content.current) return;
    element.addEventListener('scroll', look, { passive: true });
    // Sizes change for a phone's keyboard, a growing composer, and messages rendered late.
    const resized = new ResizeObserver(settle);
    resized.observe(element);
    resized.observe(content.current);
    return () => {
      element.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [look, settle]);

  return useMemo(
    () => ({
      box,
      content,
      atBottom,
      going: () => target.current !== null,
      toBottom() {
        target.current = 'end';
        settle();
      },
      show(seq, where) {
        stuck.current = false;
        target.current = { seq, where };
        settle();
      },
    }),
    [atBottom, settle],
  );
}

/** Returns the first message that is partly in sight, and its offset from the top edge in pixels. */
function firstInSight(box: HTMLElement): { seq: number; top: number } | null {
  const { top } = box.getBoundingClientRect();
  // Chunks first: messages out of sight need no measuring.
  for (const chunk of box.querySelectorAll('[data-chunk]')) {
    if (chunk.getBoundingClientRect().bottom <= top) continue;
    for (const message of chunk.querySelectorAll<HTMLElement>('[data-seq]')) {
      const rect = message.getBoundingClientRect();
      if (rect.bottom > top) return { seq: Number(message.dataset.seq), top: rect.top - top };
    }
  }
  return null;
}
