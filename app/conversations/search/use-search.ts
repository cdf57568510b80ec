'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { searchLog } from '@/clients/state/search';
import type { WireEntry } from '@/protocol/messages';
import type { Unclear } from '@/protocol/search';
import { useClient, useClientState } from '../../connection/client-provider';

interface Found {
  query: string;
  entries: readonly WireEntry[];
  more: boolean;
  unclear: readonly Unclear[];
}

/**
 * Requests the messages that match the query while there is a connection; without one, searches those that this page
 * has. Returns the results found, which are those of the previous query until the answer comes, and functions to load
 * more and to retry.
 */
export function useSearch(query: string) {
  const { ask } = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [found, setFound] = useState<Found | null>(null);
  /** The last entry of the results, after which the next page is requested. */
  const [after, setAfter] = useState<WireEntry | null>(null);
  const [failed, setFailed] = useState(false);
  const current = found?.query === query;
  // An entry of the previous query does not count.
  const last = current ? after : null;
  const due = !current || last !== null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: reset for each query
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

  const log = useClientState((state) => (state.link.state === 'ready' ? null : state.log));
  const local = useMemo(() => log && searchLog(log, query), [log, query]);

  return {
    found: !current && local ? { query, entries: local, more: false, unclear: [] } : found,
    /** Whether the results are those of this query. */
    current,
    busy: due && !failed && ready,
    failed,
    ready,
    more: useCallback(() => setAfter(found?.entries.at(-1) ?? null), [found]),
    retry: useCallback(() => setFailed(false), []),
  };
}
