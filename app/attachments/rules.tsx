'use client';

import { createContext, useContext } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { View } from '@/clients/state/views';
import type { ConversationKind } from '@/protocol/messages';
import { useClientState } from '../connection/client-provider';

/** What this Quad allows: the kinds of conversations that take photos and files, and the largest file in bytes. */
export interface AttachmentRules {
  kinds: readonly ConversationKind[];
  maxBytes: number;
}

/** Provided by the main page. */
export const AttachmentRulesContext = createContext<AttachmentRules>({ kinds: [], maxBytes: 0 });

/** Returns whether the user may send photos and files in a view, and the largest file in bytes. */
export function useAttachmentRules(
  view: View,
  conversation: Conversation | null,
): { allowed: boolean; maxBytes: number } {
  const { kinds, maxBytes } = useContext(AttachmentRulesContext);
  const guest = useClientState((state) => state.you.guest);
  const kind = conversation?.kind ?? (view.of === 'conversation' ? null : view.of);
  return { allowed: !guest && kind !== null && kinds.includes(kind), maxBytes };
}
