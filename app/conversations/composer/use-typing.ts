'use client';

import { useEffect, useMemo, useRef } from 'react';
import type { Conversation } from '@/clients/state/log';
import { useClient, useClientState } from '../../connection/client-provider';
import { hasReceipts } from '../has-receipts';

/** Milliseconds between two notes that the user is writing. */
const EVERY_MS = 3_000;
// What is lost is shown a little later, or not at all.
const ignore = () => {};

/**
 * Tells the server that the conversation is shown, so that the user sees who is writing there. Returns what to call when
 * the user writes (`write`), and when the text was sent (`stop`).
 */
export function useTyping(conversation: Conversation | null): { write: () => void; stop: () => void } {
  const { ask } = useClient();
  const ready = useClientState(({ link }) => link.state === 'ready');
  const id = hasReceipts(conversation) ? (conversation as Conversation).id : null;
  const wroteAt = useRef(0);

  useEffect(() => {
    if (id === null || !ready) return;
    ask('open_conversation', { conversation: id }).catch(ignore);
    return () => void ask('open_conversation', { conversation: null }).catch(ignore);
  }, [ask, id, ready]);

  return useMemo(
    () => ({
      write() {
        const now = Date.now();
        if (id === null || now - wroteAt.current < EVERY_MS) return;
        wroteAt.current = now;
        ask('show_typing', { conversation: id }).catch(ignore);
      },
      stop() {
        wroteAt.current = 0;
      },
    }),
    [ask, id],
  );
}
