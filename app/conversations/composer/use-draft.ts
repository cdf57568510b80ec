'use client';

import { useSyncExternalStore } from 'react';
import type { Draft } from '@/clients/connection/browser-storage';
import { useClient } from '../../connection/client-provider';

const NONE: Draft = { text: '' };
const NO_KEYS: readonly string[] = [];

/** Returns the draft of a conversation. The component renders again only when that draft changes. */
export function useDraft(key: string): Draft {
  const { drafts } = useClient();
  return useSyncExternalStore(
    drafts.subscribe,
    () => drafts.of(key) ?? NONE,
    () => NONE,
  );
}

/** Returns the keys of the conversations that have a draft. */
export function useDraftKeys(): readonly string[] {
  const { drafts } = useClient();
  return useSyncExternalStore(drafts.subscribe, drafts.keys, () => NO_KEYS);
}
