import type { Conversation } from './log';
import type { State } from './state';
import { isFromBlocked } from './views';

/**
 * Returns the state of a message request, or null for any other conversation. A direct conversation that the server has
 * not described yet is one if the other person began it; a message of the user accepts it at once.
 */
export function requestOf(
  { kind, info, entries }: Pick<Conversation, 'kind' | 'info' | 'entries'>,
  you: Pick<State['you'], 'id'>,
): 'waiting' | 'ignored' | null {
  if (kind !== 'direct' || (info && !info.request)) return null;
  const isOwn = ({ message: { from } }: Conversation['entries'][number]) =>
    from.kind === 'user' && from.id === you.id;
  if (entries.some(isOwn)) return null;
  return info?.request ?? (entries.length > 0 ? 'waiting' : null);
}

/** Returns the message requests that wait for an answer, without those of blocked people; the newest first. */
export function waitingRequests({ log, you, blocks }: Pick<State, 'log' | 'you' | 'blocks'>): Conversation[] {
  const newest = (conversation: Conversation) => conversation.entries.at(-1) ?? conversation.info?.last;
  const at = (conversation: Conversation) => newest(conversation)?.message.at ?? '';
  return Object.values(log)
    .filter((conversation) => {
      const entry = newest(conversation);
      return requestOf(conversation, you) === 'waiting' && entry && !isFromBlocked(blocks, entry.message);
    })
    .sort((a, b) => at(b).localeCompare(at(a)));
}
