'use client';

import { createContext, useContext } from 'react';
import type { WireEntry } from '@/protocol/messages';
import type { Photo } from '../../attachments/attachments';

/** The actions on a message, for every component that shows one. */
export interface MessageActions {
  /** The conversation's id. */
  conversation: string | null;
  /** Whether the user can react and reply: the user is a member. */
  open: boolean;
  /** Opens the menu of a message beside an element. */
  menu(entry: WireEntry, beside: HTMLElement): void;
  reply(entry: WireEntry): void;
  /** Shows the replies to a message together. */
  replies(entry: WireEntry): void;
  /** Shows the photos of a message large. */
  view(photos: readonly Photo[], at: number): void;
  react(entry: WireEntry, emoji: string, on: boolean): void;
  /** Shows a message of this conversation. */
  goTo(seq: number): void;
}

export const MessageActionsContext = createContext<MessageActions | null>(null);

/** Returns the actions on a message. Throws outside a conversation. */
export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext);
  if (!actions) throw new Error('useMessageActions needs a MessageActionsContext');
  return actions;
}
