'use client';

import { useCallback, useMemo, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import type { Pages } from './use-pages';

/** The number of messages rendered at first, and added at a time. */
const FIRST = 100;
const MORE = 100;
/** Seqs of a chunk. By seq and not by index, so that a chunk stays the same when earlier messages are added. */
const CHUNK = 32;

/** Returns the chunk of a seq. */
export const chunkOf = (seq: number) => Math.floor(seq / CHUNK);

/**
 * Returns the loaded messages that are rendered, in chunks, and functions that render more. `earlier` renders or
 * loads earlier messages.
 */
export function useChunks(pages: Pages) {
  const { entries } = pages;
  const [least, setLeast] = useState<number | null>(null);

  // New messages are rendered, too: the first rendered seq stays until more is asked for.
  const first = least ?? entries[Math.max(0, entries.length - FIRST)]?.seq ?? 0;
  if (least === null && entries.length > 0) setLeast(first);

  const chunks = useMemo(() => {
    const parts = new Map<number, WireEntry[]>();
    for (const entry of entries) {
      if (entry.seq < first) continue;
      const part = chunkOf(entry.seq);
      const known = parts.get(part);
      if (known) known.push(entry);
      else parts.set(part, [entry]);
    }
    return [...parts];
  }, [entries, first]);

  const earlier = useCallback(() => {
    const at = entries.findIndex(({ seq }) => seq >= first);
    if (at > 0) setLeast(entries[Math.max(0, at - MORE)]?.seq ?? 0);
    else {
      setLeast(0);
      pages.before();
    }
  }, [entries, first, pages]);

  return {
    chunks,
    earlier,
    drawAll: useCallback(() => setLeast(0), []),
    drawEnd: useCallback(() => setLeast(null), []),
  };
}
