'use client';

import { createContext, useContext } from 'react';
import type { WireEntry } from '@/protocol/messages';

/** What can be done with a message, from wherever it is shown. */
export interface MessageActions {
  /** The conversation's id. */
  conversation: string | null;
  /** Reactions and answers can be given: one is in the conversation. */
  open: boolean;
  /** Opens the menu of a message beside an element. */
  menu(entry: WireEntry, beside: HTMLElement): void;
  reply(entry: WireEntry): void;
  react(entry: WireEntry, emoji: string, on: boolean): void;
  /** Goes to a message of this conversation. */
  goTo(seq: number): void;
  /** Opens the direct conversation with somebody. */
  write(username: string): void;
}

export const MessageActionsContext = createContext<MessageActions | null>(null);

export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext);
  if (!actions) throw new Error('useMessageActions is for the inside of a conversation');
  return actions;
}
