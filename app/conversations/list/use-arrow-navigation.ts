'use client';

import { useEffect, useRef } from 'react';
import { keyOf, type ListItem, type View } from '@/clients/state/views';
import { isCovered } from '../../ui/shortcut-keys';

/** Opens the previous or next conversation on Alt with the up or down arrow, in the order of `items`. */
export function useArrowNavigation(
  items: readonly ListItem[],
  current: View | null,
  open: (view: View) => void,
): void {
  const latest = useRef({ items, current, open });
  useEffect(() => {
    latest.current = { items, current, open };
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const { items, current, open } = latest.current;
      if (!step || items.length === 0 || isCovered()) return;
      event.preventDefault();
      const at = current ? items.findIndex(({ view }) => keyOf(view) === keyOf(current)) : -1;
      const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step;
      const item = items[Math.max(0, Math.min(next, items.length - 1))];
      if (item) open(item.view);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
