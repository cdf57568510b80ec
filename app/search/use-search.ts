'use client';

import { useCallback, useEffect, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import type { Unclear } from '@/protocol/search';
import { useQuad, useQuadState } from '../connection/quad-provider';

interface Found {
  query: string;
  entries: readonly WireEntry[];
  more: boolean;
  unclear: readonly Unclear[];
}

/** The messages that a search finds, asked for while there is a connection. Until they come, those of the one before. */
export function useSearch(query: string) {
  const { ask } = useQuad();
  const ready = useQuadState((state) => state.link.state === 'ready');
  const [found, setFound] = useState<Found | null>(null);
  /** The last one found; its page is followed by the next. */
  const [after, setAfter] = useState<WireEntry | null>(null);
  const [failed, setFailed] = useState(false);
  const current = found?.query === query;
  // One of the search before has nothing to say.
  const last = current ? after : null;
  const due = !current || last !== null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins anew
  useEffect(() => {
    setAfter(null);
    setFailed(false);
  }, [query]);
  useEffect(() => {
    if (ready) setFailed(false);
  }, [ready]);

  useEffect(() => {
    if (!due || failed || !ready) return;
    let dropped = false;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const before = last && { at: last.message.at, conversation: last.conversation.id, seq: last.seq };
    ask('search', { query, timeZone, ...(before && { before }) }).then(
      ({ entries, more, unclear }) => {
        if (dropped) return;
        setFound((page) => ({
          query,
          entries: before && page ? [...page.entries, ...entries] : entries,
          more,
          unclear,
        }));
        setAfter(null);
      },
      () => {
        if (!dropped) setFailed(true);
      },
    );
    return () => {
      dropped = true;
    };
  }, [query, last, due, failed, ready, ask]);

  return {
    found,
    /** What is found is of this query, and not of the one before. */
    current,
    busy: due && !failed && ready,
    failed,
    ready,
    more: useCallback(() => setAfter(found?.entries.at(-1) ?? null), [found]),
    retry: useCallback(() => setFailed(false), []),
  };
}
