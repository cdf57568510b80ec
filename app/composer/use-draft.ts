'use client';

import { useSyncExternalStore } from 'react';
import type { Draft } from '@/clients/connection/browser-storage';
import { useQuad } from '../connection/quad-provider';

const NONE: Draft = { text: '' };
const NO_KEYS: readonly string[] = [];

/** What was begun in a conversation and not sent. Nobody is drawn again for another conversation's. */
export function useDraft(key: string): Draft {
  const { drafts } = useQuad();
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.of(key) ?? NONE,
    () => NONE,
  );
}

/** The conversations in which something was begun. */
export function useDraftKeys(): readonly string[] {
  const { drafts } = useQuad();
  return useSyncExternalStore(drafts.subscribe, drafts.keys, () => NO_KEYS);
}
