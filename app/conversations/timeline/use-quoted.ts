'use client';

import { useEffect, useState } from 'react';
import { asChanged } from '@/clients/state/log';
import type { WireEntry } from '@/protocol/messages';
import { useClient, useClientState } from '../../connection/client-provider';

/**
 * Returns the message with a seq, from the log or requested once `needed` is true. Null while unknown, and when the
 * user may not read it.
 */
export function useQuoted(conversation: string | null, seq: number, needed: boolean): WireEntry | null {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const known = useClientState((state) => entryAt(state.log[conversation ?? '']?.entries ?? [], seq));
  const changes = useClientState((state) => state.log[conversation ?? '']?.changes);
  const [fetched, setFetched] = useState<WireEntry | null>(null);
  const missing = needed && ready && !known && !fetched && conversation !== null;
  useEffect(() => {
    if (!missing) return;
    let dropped = false;
    ask('history', { conversation, around: seq, limit: 1 }).then(
      ({ entries }) => {
        if (!dropped) setFetched(entries.find((entry) => entry.seq === seq) ?? null);
      },
      // `ConnectionLost`: requested again after the reconnect. `RequestRefused`: the quote stays without a text.
      () => {},
    );
    return () => {
      dropped = true;
    };
  }, [missing, ask, conversation, seq]);
  return known ?? (fetched && changes ? asChanged(fetched, changes) : fetched);
}

/** Returns the entry with a seq, from a list that is sorted by seq. */
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
