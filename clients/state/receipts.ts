import type { Conversation } from './log';

/** What the other person of a direct conversation has of a message of the user, as far as the user may know. */
export type Reach = 'sent' | 'delivered' | 'read';

/** Returns how far the user's message at a seq has come. */
export function reachOf(conversation: Conversation | undefined, seq: number): Reach {
  const { delivered = 0, read = 0 } = conversation?.info?.receipt ?? {};
  if (seq <= read) return 'read';
  return seq <= delivered ? 'delivered' : 'sent';
}
