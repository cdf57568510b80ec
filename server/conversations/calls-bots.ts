import { readCommand } from '@/protocol/command';
import { namesIn } from '@/texts/read';
import type { Draft } from './draft';
import type { OutboxEvent } from './events';
import { isWithBot, type LockedConversation } from './store/conversations';

/**
 * Returns the events that let nodes tell bots of a message: one for each conversation where the message begins with a
 * command, names somebody who is no user, or is for a bot alone. What a bot sends is for no bot, so bots do not answer each
 * other.
 */
export function botEvents(
  { sender, content: { text } }: Draft,
  messageId: string,
  conversations: readonly LockedConversation[],
  users: ReadonlyMap<string, unknown>,
): OutboxEvent[] {
  if (sender.kind !== 'user') return [];
  const names = namesIn(text);
  const callsBot =
    readCommand(text) !== null || names.some((name) => !users.has(name) && !users.has(name.toLowerCase()));
  return conversations
    .filter((conversation) => conversation.kind !== 'nearby' && (callsBot || isWithBot(conversation)))
    .map(({ id }) => ({ to: 'nodes', body: { type: 'bot_call', messageId, conversationId: id } }));
}
