import type { WireConversation, WireEntry } from '@/protocol/messages';
import type { Given, GivenConversation, GivenEntry, GivenReceipt } from './history';

/**
 * Returns a function that finds the messages, conversations and receipts in any data that the server sends. The function returns
 * those that it has not returned before, or null if there are none. It reads the sent data and not the client's state,
 * because data that a client hides was sent nevertheless.
 */
export function createGivenFilter(): (received: unknown) => Given | null {
  const known = new Set<string>();
  const isNew = (thing: object) => {
    const key = JSON.stringify(thing);
    const before = known.size;
    return known.add(key).size > before;
  };
  return (received) => {
    const receivedBy: Required<Given> = { entries: [], conversations: [], receipts: [] };
    collect(received, receivedBy);
    const entries = receivedBy.entries.filter(isNew);
    const conversations = receivedBy.conversations.filter(isNew);
    const receipts = receivedBy.receipts.filter(isNew);
    if (entries.length + conversations.length + receipts.length === 0) return null;
    return { entries, conversations, ...(receipts.length > 0 && { receipts }) };
  };
}

function collect(value: unknown, received: Required<Given>): void {
  if (Array.isArray(value)) for (const each of value) collect(each, received);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (isEntry(value)) received.entries.push(entryOf(value));
  else if (isConversation(value)) received.conversations.push(conversationOf(value));
  if (isConversation(value) && value.receipt) received.receipts.push({ c: value.id, ...value.receipt });
  if (isReceipt(value)) received.receipts.push({ c: value.conversation, ...value.receipt });
  for (const each of Object.values(value)) collect(each, received);
}

const isEntry = (value: object): value is WireEntry =>
  'seq' in value && 'message' in value && value.message !== null && typeof value.message === 'object';

const isConversation = (value: object): value is WireConversation => 'version' in value && 'members' in value;

const isReceipt = (value: object): value is { conversation: string; receipt: Omit<GivenReceipt, 'c'> } =>
  'receipt' in value && 'conversation' in value;

function entryOf({ conversation, seq, rev, message, reactions = [] }: WireEntry): GivenEntry {
  return {
    c: conversation.id,
    seq,
    rev,
    id: message.id,
    text: message.text,
    reactions: reactions.flatMap(({ emoji, by }) => by.map((name) => `${emoji} ${name}`)).sort(),
  };
}

function conversationOf(info: WireConversation): GivenConversation {
  const { id, open, head, read, muted, version, members } = info;
  return { c: id, open, head, read, muted, version, members: [...members].sort() };
}
