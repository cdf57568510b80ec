'use client';

import { useLayoutEffect, useMemo, useRef } from 'react';
import { keyOf, type ListItem } from '@/clients/state/views';

/**
 * Returns the items with the newest first. While `held` (the user points at the list) items keep their positions and
 * new items come last. A conversation that was joined while the page is open counts as new although it has no
 * messages.
 */
export function useStableOrder(
  items: readonly ListItem[],
  { held, loaded }: { held: boolean; loaded: boolean },
): ListItem[] {
  const since = useRef<Map<string, string> | null>(null);
  const before = useRef<readonly string[]>([]);

  const ordered = useMemo(() => {
    if (loaded) {
      // Conversations of the first snapshot are not new.
      const now = since.current === null ? '' : new Date().toISOString();
      since.current ??= new Map();
      for (const { view } of items) if (!since.current.has(keyOf(view))) since.current.set(keyOf(view), now);
    }
    const newest = ({ view, at }: ListItem) => {
      const from = since.current?.get(keyOf(view)) ?? '';
      return at > from ? at : from;
    };
    const rank = new Map(held ? before.current.map((key, i) => [key, i]) : []);
    return [...items].sort(
      (a, b) =>
        (rank.get(keyOf(a.view)) ?? rank.size) - (rank.get(keyOf(b.view)) ?? rank.size) ||
        newest(b).localeCompare(newest(a)) ||
        keyOf(a.view).localeCompare(keyOf(b.view)),
    );
  }, [items, held, loaded]);

  useLayoutEffect(() => {
    before.current = ordered.map(({ view }) => keyOf(view));
  }, [ordered]);
  return ordered;
}
