import type { Conversation } from '@/clients/state/log';
import type { MAX_RECEIPT_MEMBERS } from '@/protocol/fields';

// Only the type is imported: the value would add the parser of the whole protocol to the page.
const MAX_MEMBERS: typeof MAX_RECEIPT_MEMBERS = 20;

/** Returns whether people can learn in a conversation who has read a message, and who is writing. */
export function hasReceipts(conversation: Pick<Conversation, 'kind' | 'info'> | null | undefined): boolean {
  if (conversation?.kind === 'direct') return true;
  return conversation?.kind === 'group' && (conversation.info?.members.length ?? 0) <= MAX_MEMBERS;
}
