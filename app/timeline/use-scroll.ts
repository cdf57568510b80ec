'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

/** Pixels from the bottom that still count as there. */
const NEAR = 48;
/** Pixels from an end of what is loaded at which more of it is wanted. */
const AHEAD = 900;

interface Options {
  /** What is shown ends with the newest: its end stays in sight while one is there. */
  end: boolean;
  /** The seq that must not leave the view at the top while nobody looks: the first unread. */
  hold: number | null;
  onNearTop: () => void;
  onNearBottom: () => void;
}

export interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  /** Whether it is on its way to a message that is not drawn yet. */
  going(): boolean;
  toBottom(): void;
  /** Shows a message: at once if it is drawn, else as soon as it is. */
  show(seq: number, where: 'start' | 'centre'): void;
}

/** Pixels of a box's content below what is in sight. */
const below = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
  scrollHeight - scrollTop - clientHeight;

/** Whether the end of a box is in sight: as it is now, where `atBottom` is as it was last drawn. */
export const isAtEnd = (box: HTMLElement) => below(box) < NEAR;

/** The element of a message. */
export function elementOf(box: HTMLElement, seq: number): HTMLElement | null {
  return box.querySelector(`[data-seq="${seq}"]`);
}

/**
 * A box that stays at its end while it is there, and otherwise keeps its place: the topmost message in sight stays
 * where it is, whatever comes or grows above it. By hand, since not every browser anchors scrolling.
 */
export function useScroll({ end, hold, onNearTop, onNearBottom }: Options): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [atBottom, setAtBottom] = useState(true);
  const stuck = useRef(true);
  const anchor = useRef<{ seq: number; top: number } | null>(null);
  /** Where to go as soon as it is drawn. */
  const target = useRef<{ seq: number; where: 'start' | 'centre' } | 'end' | null>(null);
  const latest = useRef({ end, hold, onNearTop, onNearBottom });

  /** Notes where one is. */
  const look = useCallback(() => {
    const element = box.current;
    // Hidden, it has no height and no say.
    if (!element || element.clientHeight === 0) return;
    stuck.current = latest.current.end && isAtEnd(element);
    setAtBottom(stuck.current);
    anchor.current = firstInSight(element);
    if (element.scrollTop < AHEAD) latest.current.onNearTop();
    if (below(element) < AHEAD) latest.current.onNearBottom();
  }, []);

  /** Puts things where they belong after something changed. */
  const settle = useCallback(() => {
    const element = box.current;
    if (!element || element.clientHeight === 0) return;
    const { top } = element.getBoundingClientRect();
    const offset = (seq: number) => {
      const found = elementOf(element, seq)?.getBoundingClientRect();
      return found ? found.top - top : null;
    };
    const going = target.current;
    const wanted = going !== null && going !== 'end' ? offset(going.seq) : null;
    if (going === 'end' && latest.current.end) {
      element.scrollTop = element.scrollHeight;
      target.current = null;
    } else if (going !== null && going !== 'end' && wanted !== null) {
      element.scrollTop += wanted - element.clientHeight * (going.where === 'start' ? 0.2 : 0.4);
      target.current = null;
    } else if (stuck.current && latest.current.end) {
      element.scrollTop = element.scrollHeight;
      const { hold } = latest.current;
      const held = hold === null ? null : offset(hold);
      if (held !== null && held < NEAR) element.scrollTop += held - NEAR;
    } else if (anchor.current) {
      const now = offset(anchor.current.seq);
      if (now !== null) element.scrollTop += now - anchor.current.top;
    }
    look();
  }, [look]);

  useLayoutEffect(() => {
    latest.current = { end, hold, onNearTop, onNearBottom };
    settle();
  });

  useEffect(() => {
    const element = box.current;
    if (!element || !content.current) return;
    element.addEventListener('scroll', look, { passive: true });
    // The keyboard of a phone, a composer that grows, a message that is drawn only now.
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

/** The first message of which something is to be seen, and how far below the top edge it begins. */
function firstInSight(box: HTMLElement): { seq: number; top: number } | null {
  const { top } = box.getBoundingClientRect();
  // By chunks first: there are many messages, and what is far off need not be measured.
  for (const chunk of box.querySelectorAll('[data-chunk]')) {
    if (chunk.getBoundingClientRect().bottom <= top) continue;
    for (const message of chunk.querySelectorAll<HTMLElement>('[data-seq]')) {
      const rect = message.getBoundingClientRect();
      if (rect.bottom > top) return { seq: Number(message.dataset.seq), top: rect.top - top };
    }
  }
  return null;
}
