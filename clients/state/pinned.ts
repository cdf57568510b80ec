import type { Conversation } from './log';
import type { State } from './state';

/** Returns the pinned conversations that this device knows, in the user's order. */
export function pinnedIn({ pins, log }: Pick<State, 'pins' | 'log'>): Conversation[] {
  return pins.conversations.flatMap((id) => log[id] ?? []);
}

/** Returns the place of a conversation among the pinned ones, from 0 on; -1 when it is not pinned. */
export function pinOf({ pins }: Pick<State, 'pins'>, conversation: string): number {
  return pins.conversations.indexOf(conversation);
}
