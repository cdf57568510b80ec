'use client';

import { useEffect, useRef } from 'react';
import { keyOf, type ListItem, type View } from '@/clients/state/views';

/** Opens the previous or next conversation on Alt with the up or down arrow, in the order of `lines`. */
export function useArrowNavigation(
  lines: readonly ListItem[],
  current: View | null,
  open: (view: View) => void,
): void {
  const latest = useRef({ lines, current, open });
  useEffect(() => {
    latest.current = { lines, current, open };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const { lines, current, open } = latest.current;
      if (!step || lines.length === 0 || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      const at = current ? lines.findIndex(({ view }) => keyOf(view) === keyOf(current)) : -1;
      const next = at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step;
      const line = lines[Math.max(0, Math.min(next, lines.length - 1))];
      if (line) open(line.view);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
