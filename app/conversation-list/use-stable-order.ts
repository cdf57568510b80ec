'use client';

import { useLayoutEffect, useMemo, useRef } from 'react';
import { keyOf, type ListItem } from '@/clients/state/views';

/**
 * Lines with the newest first. While they are held (somebody points at them) each keeps its place, and what is new
 * comes after them. What was made or joined while the page is open counts as new, though nothing was said in it.
 */
export function useStableOrder(
  lines: readonly ListItem[],
  { held, loaded }: { held: boolean; loaded: boolean },
): ListItem[] {
  const since = useRef<Map<string, string> | null>(null);
  const before = useRef<readonly string[]>([]);

  const ordered = useMemo(() => {
    if (loaded) {
      // What is there at the beginning was there before.
      const begun = since.current === null ? '' : new Date().toISOString();
      since.current ??= new Map();
      for (const { view } of lines)
        if (!since.current.has(keyOf(view))) since.current.set(keyOf(view), begun);
    }
    const newest = ({ view, at }: ListItem) => {
      const from = since.current?.get(keyOf(view)) ?? '';
      return at > from ? at : from;
    };
    const rank = new Map(held ? before.current.map((key, i) => [key, i]) : []);
    return [...lines].sort(
      (a, b) =>
        (rank.get(keyOf(a.view)) ?? rank.size) - (rank.get(keyOf(b.view)) ?? rank.size) ||
        newest(b).localeCompare(newest(a)) ||
        keyOf(a.view).localeCompare(keyOf(b.view)),
    );
  }, [lines, held, loaded]);

  useLayoutEffect(() => {
    before.current = ordered.map(({ view }) => keyOf(view));
  }, [ordered]);
  return ordered;
}
