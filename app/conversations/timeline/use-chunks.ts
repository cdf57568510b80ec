'use client';

import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { type Chunk, chunksOf, type DrawnRange, indexesIn, rangeAround, rangeInSight } from './drawn-range';

/** The height of a message in pixels until one was measured. */
const ESTIMATE = 40;

/** The chunks that are drawn, and what stands in for the others. */
export interface DrawnChunks {
  chunks: readonly Chunk[];
  /** The message before the first drawn one. */
  before: WireEntry | null;
  /** The heights in pixels of what is not drawn above and below. */
  above: number;
  below: number;
  /** Draws what is in sight of a scroll box, or what is around a message that it is going to show. */
  draw(box: HTMLElement, goingTo: number | null): void;
}

/** Returns those of the loaded messages that are drawn: the messages in sight and near it, about 100 at most. */
export function useChunks(entries: readonly WireEntry[]): DrawnChunks {
  const [range, setRange] = useState<DrawnRange | null>(null);
  const all = useMemo(() => chunksOf(entries), [entries]);
  const [heights] = useState(createHeights);
  const latest = useRef(all);
  useLayoutEffect(() => {
    latest.current = all;
  });

  const draw = useCallback(
    (box: HTMLElement, goingTo: number | null) => {
      const list = box.querySelector('[data-chunks]');
      if (!list) return;
      for (const chunk of list.querySelectorAll<HTMLElement>('[data-chunk]')) heights.measure(chunk);
      const { top, height } = box.getBoundingClientRect();
      const from = list.getBoundingClientRect().top - top;
      setRange((drawn) => {
        const next =
          (goingTo === null ? null : rangeAround(latest.current, goingTo)) ??
          rangeInSight(latest.current, heights.of, { top: from, height, drawn }) ??
          drawn;
        return next?.first === drawn?.first && next?.last === drawn?.last ? drawn : next;
      });
    },
    [heights],
  );

  const [first, last] = indexesIn(all, range);
  const sum = (chunks: readonly Chunk[]) => chunks.reduce((total, chunk) => total + heights.of(chunk), 0);
  return {
    chunks: all.slice(first, last + 1),
    before: all[first - 1]?.entries.at(-1) ?? null,
    above: sum(all.slice(0, first)),
    below: sum(all.slice(last + 1)),
    draw,
  };
}

/**
 * Remembers the heights of chunks. The estimate for a chunk that was never drawn stays the same, so that what stands in
 * for it does not change its height while the user scrolls.
 */
function createHeights() {
  const known = new Map<number, { height: number; messages: number }>();
  const measured = new Set<number>();
  let pixels = 0;
  let messages = 0;
  return {
    of({ part, entries }: Chunk): number {
      const before = known.get(part);
      if (before?.messages === entries.length) return before.height;
      const height = Math.round(entries.length * (messages > 0 ? pixels / messages : ESTIMATE));
      known.set(part, { height, messages: entries.length });
      return height;
    },
    measure(element: HTMLElement): void {
      const part = Number(element.dataset.chunk);
      const now = {
        height: element.getBoundingClientRect().height,
        messages: Number(element.dataset.messages),
      };
      known.set(part, now);
      if (measured.has(part)) return;
      measured.add(part);
      pixels += now.height;
      messages += now.messages;
    },
  };
}
