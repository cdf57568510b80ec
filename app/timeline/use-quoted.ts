'use client';

import { useEffect, useState } from 'react';
import { asChanged } from '@/clients/state/log';
import type { WireEntry } from '@/protocol/messages';
import { useQuad, useQuadState } from '../connection/quad-provider';

/**
 * A message by its seq: from the log where it has it, else asked for once it is `wanted`. Null while unknown, and for
 * good where it may not be read.
 */
export function useQuoted(conversation: string | null, seq: number, wanted: boolean): WireEntry | null {
  const { ask } = useQuad();
  const ready = useQuadState((state) => state.link.state === 'ready');
  const known = useQuadState((state) => entryAt(state.log[conversation ?? '']?.entries ?? [], seq));
  const changes = useQuadState((state) => state.log[conversation ?? '']?.changes);
  const [fetched, setFetched] = useState<WireEntry | null>(null);
  const missing = wanted && ready && !known && !fetched && conversation !== null;
  useEffect(() => {
    if (!missing) return;
    let dropped = false;
    ask('history', { conversation, around: seq, limit: 1 }).then(
      ({ entries }) => {
        if (!dropped) setFetched(entries.find((entry) => entry.seq === seq) ?? null);
      },
      // Lost: it is asked for again after the reconnect. Refused: the quote stays without a text.
      () => {},
    );
    return () => {
      dropped = true;
    };
  }, [missing, ask, conversation, seq]);
  return known ?? (fetched && changes ? asChanged(fetched, changes) : fetched);
}

/** The entry of a seq in a list in order of seq. */
function entryAt(entries: readonly WireEntry[], seq: number): WireEntry | null {
  let low = 0;
  let high = entries.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle] as WireEntry;
    if (entry.seq === seq) return entry;
    if (entry.seq < seq) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
