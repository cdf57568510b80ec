'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Excerpt, entriesOf, extend, meets } from '@/clients/state/excerpt';
import type { Conversation } from '@/clients/state/log';
import type { HistoryPage, WireEntry } from '@/protocol/messages';
import { type Client, useClient, useClientState } from '../../connection/client-provider';

/** The loaded part of a conversation's log, and functions that load more. */
export interface Pages {
  entries: readonly WireEntry[];
  /** `entries` has every readable entry from this seq on. */
  from: number;
  /** No readable entry is before them (`start`) or after them (`end`). */
  start: boolean;
  end: boolean;
  /** What is being requested. */
  busy: 'before' | 'after' | 'around' | null;
  failed: boolean;
  before(limit?: number): void;
  after(): void;
  /** Shows the entries around a seq, and loads them if needed. */
  around(seq: number): void;
  toLatest(): void;
  retry(): void;
}

const PAGE = 50;
const NOTHING: readonly WireEntry[] = [];

type PageRequest = { span: 'before'; limit: number } | { span: 'after' } | { span: 'around'; seq: number };

/**
 * Returns the loaded part of the log: the window at its end, which grows backwards; or, after opening a message
 * outside the window, an excerpt that grows both ways until it meets the window.
 */
export function usePages(conversation: Conversation | null): Pages {
  const client = useClient();
  const ready = useClientState((state) => state.link.state === 'ready');
  const [excerpt, setExcerpt] = useState<Excerpt | null>(null);
  const [request, setRequest] = useState<PageRequest | null>(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef({ conversation, excerpt });
  useEffect(() => {
    latest.current = { conversation, excerpt };
  });

  const take = useCallback(
    (id: string, page: HistoryPage, request: PageRequest) => {
      const { conversation: window, excerpt: before } = latest.current;
      if (window?.id !== id) return;
      if (!before && request.span === 'before') {
        client.dispatch({ type: 'history', conversation: id, page });
        return;
      }
      const next = request.span === 'around' || !before ? page : extend(before, page);
      if (meets(next, window)) {
        client.dispatch({
          type: 'history',
          conversation: id,
          page: { ...next, entries: [...next.entries], end: true },
        });
        setExcerpt(null);
      } else setExcerpt(next);
    },
    [client],
  );

  useEffect(() => {
    if (ready) setFailed(false);
  }, [ready]);

  // One request at a time. A request that got no answer is sent again after the reconnect.
  useEffect(() => {
    const { conversation: window, excerpt: piece } = latest.current;
    if (!request || failed || !ready || !window) return;
    let dropped = false;
    const done = () => {
      if (!dropped) setRequest(null);
    };
    read(client, window, piece, request).then(
      (page) => {
        if (!dropped) take(window.id, page, request);
        done();
      },
      () => {
        if (!dropped) setFailed(true);
      },
    );
    return () => {
      dropped = true;
    };
  }, [request, failed, ready, client, take]);

  const window = conversation;
  const entries = useMemo(() => {
    if (!window) return NOTHING;
    return excerpt ? entriesOf(excerpt, window.changes) : window.entries;
  }, [excerpt, window]);
  const start = excerpt ? excerpt.start : (window?.start ?? true);
  const end = excerpt === null;

  return useMemo(
    () => ({
      entries,
      from: excerpt?.from ?? window?.from ?? 1,
      start,
      end,
      busy: request?.span ?? null,
      failed,
      // A request that is being sent goes on: scrolling never replaces `around`.
      before(limit = PAGE) {
        if (!start) setRequest((now) => now ?? { span: 'before', limit });
      },
      after() {
        if (!end) setRequest((now) => now ?? { span: 'after' });
      },
      around(seq) {
        setFailed(false);
        setRequest({ span: 'around', seq });
      },
      toLatest() {
        setExcerpt(null);
        setFailed(false);
        setRequest(null);
      },
      retry: () => setFailed(false),
    }),
    [entries, excerpt, window, start, end, request, failed],
  );
}

function read(
  { ask }: Client,
  { id, from }: Conversation,
  excerpt: Excerpt | null,
  request: PageRequest,
): Promise<HistoryPage> {
  switch (request.span) {
    case 'before':
      return ask('history', { conversation: id, before: excerpt?.from ?? from, limit: request.limit });
    case 'after':
      return ask('history', { conversation: id, after: excerpt?.to ?? 0, limit: PAGE });
    case 'around':
      return ask('history', { conversation: id, around: request.seq, limit: PAGE });
  }
}
