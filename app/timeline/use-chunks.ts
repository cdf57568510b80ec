'use client';

import { useCallback, useMemo, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import type { Pages } from './use-pages';

/** So many messages are drawn at first, and so many more at a time of those that are there. */
const FIRST = 100;
const MORE = 100;
/** Seqs of one chunk. By seq and not by place, so that a chunk stays what it is when earlier ones come. */
const CHUNK = 32;

/** The chunk that has a seq. */
export const chunkOf = (seq: number) => Math.floor(seq / CHUNK);

/** Of the messages that are there those that are drawn, in chunks; `earlier` draws or fetches more before them. */
export function useChunks(pages: Pages) {
  const { entries } = pages;
  const [least, setLeast] = useState<number | null>(null);

  // What comes while it is open is drawn, too: the beginning stays until more is asked for.
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
